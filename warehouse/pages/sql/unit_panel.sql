-- What the panel holds of the units that get a page: a row a year.
SELECT l.unit, p.*
FROM panel AS p
JOIN listed AS l USING (document_id)
SEMI JOIN (SELECT unit FROM listed SEMI JOIN chosen USING (document_id)) AS u ON u.unit = l.unit
ORDER BY l.unit, p.year, p.document_id
