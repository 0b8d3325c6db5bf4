-- title: No source is empty that held documents
-- meaning: A folder that held a number of reports in the generation before still holds one: a disk that is not mounted looks like an empty folder.
-- thresholds: fewest = 3
-- acceptable: yes
SELECT format('The source {} held {} reports, and holds none now.', root, count(*)) AS reason
FROM earlier.store.document
WHERE outcome::VARCHAR = 'report'
    AND root NOT IN (SELECT root FROM store.document WHERE outcome IN ('report', 'duplicate'))
GROUP BY root
HAVING count(*) >= $fewest
ORDER BY root
