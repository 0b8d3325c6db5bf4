-- thresholds = { share = 0.10, fewest = 20 }
-- acceptable = true
-- [en]
-- title = "The share of documents in quarantine does not jump"
-- meaning = "Below the sources known before, the share of documents that are no reports grows by no more than this, unless they are few: a reader that fails, or pages of an error message in the place of reports, look like that."
-- found = "{now} of {found} documents are in quarantine ({percent} %), {before} of {found_before} were before ({percent_before} %); the usual reason is {reason}."
-- advice = "Look at their reasons; a site that answers with error pages looks like that."
-- [zh]
-- title = "隔离文件的比例没有骤增"
-- meaning = "在此前已知的来源中，不成报告的文件所占比例不应大幅上升（数量很少时除外）：阅读程序失效，或网站返回错误页面，都会如此。"
-- found = "{found} 份文件中有 {now} 份被隔离（{percent}%），此前为 {found_before} 份中的 {before} 份（{percent_before}%），最常见的原因是 {reason}。"
-- advice = "请查看隔离原因；网站返回错误页面时即是如此。"
WITH counted AS (
    SELECT
        count(*) AS found,
        count(*) FILTER (outcome = 'quarantined') AS quarantined,
        mode(reason) AS reason
    FROM store.document
    WHERE root IN (SELECT root FROM earlier.store.document)
),
counted_before AS (
    SELECT count(*) AS found, count(*) FILTER (outcome::VARCHAR = 'quarantined') AS quarantined
    FROM earlier.store.document
    WHERE root IN (SELECT root FROM store.document)
)
SELECT
    n.quarantined AS now, n.found, round(100 * n.quarantined / n.found)::INTEGER AS percent,
    o.quarantined AS before, o.found AS found_before, round(100 * o.quarantined / o.found)::INTEGER AS percent_before,
    n.reason
FROM counted AS n, counted_before AS o
WHERE n.quarantined - o.quarantined >= $fewest
    AND n.quarantined / n.found - o.quarantined / o.found > $share
