-- title: Something was read
-- meaning: Of the documents that were found, one is a report at least: a plug-in, a disk or a source at fault looks like a night that reads nothing, also the first one, before which there is nothing to hold it against.
-- thresholds: fewest = 1
-- acceptable: yes
SELECT
    format('None of {} documents is a report; the usual reason is {}.', count(*), mode(reason)) AS reason
FROM store.document
HAVING count(*) >= $fewest AND count(*) FILTER (outcome = 'report') = 0
