-- title: No large share of the reports is gone
-- meaning: Of the reports of the generation before, those whose bytes are no report any more and in whose file there is none are not more than a share, or than the square root of how many there were: somebody may delete a file of three, but half of a small corpus or a tenth of a large one is no news.
-- thresholds: share = 0.10, fewest = 3
-- acceptable: yes
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
    format(
        '{} of {} reports are gone ({:.0f} %){}, among them {}.',
        gone, held, 100 * gone / held,
        CASE WHEN spoiled > 0 THEN format(', {} of them in quarantine now', spoiled) ELSE '' END,
        examples
    ) AS reason
FROM counted
WHERE gone >= $fewest AND gone > greatest(sqrt(held), $share * held)
