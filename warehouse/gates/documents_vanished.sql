-- title: No large share of the reports is gone
-- meaning: Of the reports of the generation before, those whose bytes are nowhere and whose file is gone are not more than a share, unless they are few: somebody may delete a file of three, but a crawl that lost a province is no news.
-- thresholds: share = 0.10, fewest = 20
-- acceptable: yes
WITH gone AS (
    SELECT source, row_number() OVER (ORDER BY root, source) AS place
    FROM earlier.store.document
    WHERE outcome::VARCHAR = 'report'
        AND document_id NOT IN (SELECT document_id FROM store.document WHERE document_id IS NOT NULL)
        AND (root, source) NOT IN (SELECT (root, source) FROM store.document)
),
counted AS (
    SELECT
        (SELECT count(*) FROM gone) AS gone,
        (SELECT count(*) FROM earlier.store.document WHERE outcome::VARCHAR = 'report') AS held,
        (SELECT string_agg(source, ', ' ORDER BY place) FROM gone WHERE place <= 5) AS examples
)
SELECT format('{} of {} reports are gone ({:.0f} %), among them {}.', gone, held, 100 * gone / held, examples) AS reason
FROM counted
WHERE gone >= $fewest AND gone > $share * held
