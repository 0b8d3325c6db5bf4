-- Every unit that has a report, with its years, by place. pages: of the reports that have one, the beginning of their id.
SELECT
    l.unit,
    arg_max(l.province, l.year) AS province,
    arg_max(l.prefecture, l.year) AS prefecture,
    arg_max(l.county, l.year) AS county,
    coalesce(arg_max(l.name, l.year), any_value(l.name)) AS name,
    list(l.year ORDER BY l.year NULLS LAST, l.is_current DESC, l.document_id) AS years,
    list(CASE WHEN c.document_id IS NOT NULL THEN left(l.document_id, 16) END
        ORDER BY l.year NULLS LAST, l.is_current DESC, l.document_id) AS pages,
    sum(coalesce(f.findings, 0))::BIGINT AS findings,
    count(*) OVER () AS units
FROM listed AS l
LEFT JOIN chosen AS c USING (document_id)
LEFT JOIN (SELECT document_id, count(*) AS findings FROM findings GROUP BY document_id) AS f USING (document_id)
GROUP BY l.unit
ORDER BY min(l.code), name, l.unit
LIMIT $most
