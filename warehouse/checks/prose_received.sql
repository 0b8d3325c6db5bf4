-- title: The prose and the table agree on the requests received
-- severity: error
-- meaning: The number of requests that the prose states is that of the table's row received, with or without those carried in.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3
WITH stated AS (
    SELECT document_id, value AS prose, line FROM figures WHERE measure = 'received'
),
printed AS (
    SELECT
        document_id,
        max(value) FILTER (row_code = 'received' AND column_code = 'total') AS received,
        max(value) FILTER (row_code = 'carried_in' AND column_code = 'total') AS carried_in,
        max(status::VARCHAR) FILTER (row_code = 'received' AND column_code = 'total') AS total_status,
        max(abs(value)) FILTER (row_code = 'received') AS largest_left,
        min(line) FILTER (row_code = 'received') AS table_line
    FROM facts
    WHERE table_code = 'applications' AND row_code IN ('received', 'carried_in')
    GROUP BY document_id
),
judged AS (
    SELECT
        *,
        format(
            'The prose says {} {} received (line {});',
            store.number(prose), CASE prose WHEN 1 THEN 'application was' ELSE 'applications were' END, line
        ) AS says,
        CASE
            WHEN received IS NULL AND prose > 0 AND largest_left = 0 THEN format(
                'every cell of row received that is left in the table is 0, and its total column {} ({}).',
                CASE total_status WHEN 'absent' THEN 'is lost' ELSE 'holds no number' END, total_status
            )
            -- Fewer than the table's own can not be; more may be those carried in, if their number is known.
            WHEN prose < received OR prose > received AND prose <> received + carried_in THEN format(
                'the table says {}{} (line {}).',
                store.number(received),
                CASE WHEN carried_in > 0 THEN format(', or {} with those carried in', store.number(received + carried_in)) ELSE '' END,
                table_line
            )
        END AS against
    FROM stated
    JOIN printed USING (document_id)
)
SELECT
    document_id,
    'applications' AS table_code,
    'received' AS row_code,
    'total' AS column_code,
    says || ' ' || against AS message,
    store.number(prose) AS left_value,
    coalesce(store.number(received), total_status) AS right_value,
    line
FROM judged
WHERE against IS NOT NULL
