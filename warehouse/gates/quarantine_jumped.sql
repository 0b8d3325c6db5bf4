-- title: The share of documents in quarantine does not jump
-- meaning: Below the sources known before, the share of documents that are no reports grows by no more than this, unless they are few: a reader that fails, or pages of an error message in the place of reports, look like that.
-- thresholds: share = 0.10, fewest = 20
-- acceptable: yes
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
    format(
        '{} of {} documents are in quarantine ({:.0f} %), {} of {} were before ({:.0f} %); the usual reason is {}.',
        n.quarantined, n.found, 100 * n.quarantined / n.found,
        o.quarantined, o.found, 100 * o.quarantined / o.found, n.reason
    ) AS reason
FROM counted AS n, counted_before AS o
WHERE n.quarantined - o.quarantined >= $fewest
    AND n.quarantined / n.found - o.quarantined / o.found > $share
