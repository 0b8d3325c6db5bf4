-- thresholds = { fewest = 1 }
-- acceptable = true
-- [en]
-- title = "Something was read"
-- meaning = "Of the documents that were found, one is a report at least: a plug-in, a disk or a source at fault looks like a night that reads nothing, also the first one, before which there is nothing to hold it against."
-- found = "None of {count} documents is a report; the usual reason is {reason}."
-- advice = "Look at the reasons in quarantine: a plug-in at fault, or another folder than was meant?"
-- [zh]
-- title = "读到了内容"
-- meaning = "找到的文件中至少有一份报告：插件、磁盘或来源出错时，一夜什么也读不到，首夜亦然。"
-- found = "{count} 份文件中没有一份报告，最常见的原因是 {reason}。"
-- advice = "请查看隔离原因：是否插件出错，或文件夹有误？"
SELECT count(*) AS count, mode(reason) AS reason
FROM store.document
HAVING count(*) >= $fewest AND count(*) FILTER (outcome = 'report') = 0
