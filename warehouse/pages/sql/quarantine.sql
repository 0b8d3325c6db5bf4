-- Why documents are no reports.
SELECT reason, count(*) AS documents
FROM quarantine
GROUP BY reason
ORDER BY documents DESC, reason
