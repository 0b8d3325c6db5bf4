-- thresholds = { fewest = 3 }
-- acceptable = true
-- [en]
-- title = "No source is empty that held documents"
-- meaning = "A folder that held a number of reports in the generation before still holds one: a disk that is not mounted looks like an empty folder."
-- found = "The source {root} held {count} reports, and holds none now."
-- advice = "Is the disk mounted? If it is meant to be empty, publish all the same."
-- [zh]
-- title = "来源没有变空"
-- meaning = "上一代数据中有若干报告的文件夹，现在仍有报告：磁盘未挂载时，文件夹看来就是空的。"
-- found = "来源 {root} 原有 {count} 份报告，现在一份也没有。"
-- advice = "磁盘是否已挂载？如属有意清空，可照样发布。"
SELECT root, count(*) AS count
FROM earlier.store.document
WHERE outcome::VARCHAR = 'report'
    AND root NOT IN (SELECT root FROM store.document WHERE outcome IN ('report', 'duplicate'))
GROUP BY root
HAVING count(*) >= $fewest
ORDER BY root
