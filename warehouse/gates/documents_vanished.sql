-- thresholds = { share = 0.10, fewest = 3 }
-- acceptable = true
-- [en]
-- title = "No large share of the reports is gone"
-- meaning = "Of the reports of the generation before, those whose bytes are no report any more and in whose file there is none are not more than a share, or than the square root of how many there were: somebody may delete a file of three, but half of a small corpus or a tenth of a large one is no news."
-- found = "{gone} of {held} reports are gone ({percent} %)[, {spoiled} of them in quarantine now], among them {examples}."
-- advice = "Is the crawl complete? If they are meant to be gone, publish all the same."
-- [zh]
-- title = "没有大批报告消失"
-- meaning = "上一代数据中，正文已不成报告、所在文件也没有报告的，其数量不超过一定比例或总数的平方根：从三份中删一份是常事，小库少一半或大库少一成则不寻常。"
-- found = "{held} 份报告中有 {gone} 份消失（{percent}%）[，其中 {spoiled} 份现已隔离]，如 {examples}。"
-- advice = "请核对采集是否完整；如属有意删除，可照样发布。"
WITH held AS (
    FROM store.document
    WHERE outcome IN ('report', 'duplicate')
),
gone AS (
    SELECT
        source,
        (root, source) IN (SELECT (root, source) FROM store.document) AS is_spoiled,
        row_number() OVER (ORDER BY root, source) AS place
    FROM earlier.store.document
    WHERE outcome::VARCHAR = 'report'
        AND document_id NOT IN (SELECT document_id FROM held)
        AND (root, source) NOT IN (SELECT (root, source) FROM held)
),
counted AS (
    SELECT
        (SELECT count(*) FROM gone) AS gone,
        (SELECT count(*) FROM gone WHERE is_spoiled) AS spoiled,
        (SELECT count(*) FROM earlier.store.document WHERE outcome::VARCHAR = 'report') AS held,
        (SELECT string_agg(source, ', ' ORDER BY place) FROM gone WHERE place <= 5) AS examples
)
SELECT
    gone, held, round(100 * gone / held)::INTEGER AS percent, nullif(spoiled, 0) AS spoiled, examples
FROM counted
WHERE gone >= $fewest AND gone > greatest(sqrt(held), $share * held)
