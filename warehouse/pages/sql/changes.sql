-- The first changes, one by one.
SELECT what, change, document_id, source, county, town, year, field, before_value, after_value
FROM changes
ORDER BY
    list_position(['document', 'key', 'fact', 'figure', 'finding', 'reader'], what),
    source, field, change, before_value, after_value
LIMIT $most
