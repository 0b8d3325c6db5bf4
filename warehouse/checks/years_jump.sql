-- title: Counts do not jump from one year to the next
-- severity: warning
-- meaning: Decisions, normative documents and requests received are not twenty times those of the year before, nor a twentieth. Assessed where the smaller is not 0 and the larger at least 100.
-- reference: Heuristic: what a town does changes slowly; a jump is mostly a slip, another unit counted, or a wrong column
SELECT
    y.document_id,
    this.table_code,
    this.row_code,
    this.column_code,
    format(
        '{} {} of {} is {} (line {}), of {} it was {} (line {} of {}).',
        this.row_code, this.column_code, y.year, store.number(this.value), this.line,
        y.earlier_year, store.number(earlier.value), earlier.line, y.earlier_source
    ) AS message,
    store.number(this.value) AS left_value,
    store.number(earlier.value) AS right_value,
    this.line
FROM years_in_turn AS y
JOIN (
    FROM store.reported('proactive')
    WHERE column_code = 'decisions' OR (row_code = 'normative_documents' AND column_code = 'in_force')
    UNION ALL
    FROM store.reported('applications')
    WHERE row_code = 'received' AND column_code = 'total'
) AS this ON this.report_no = y.report_no
JOIN store.fact AS earlier
    ON earlier.report_no = y.earlier_no AND earlier.cell_no = this.cell_no AND earlier.status = 'reported'
WHERE least(this.value, earlier.value) >= 1
    AND greatest(this.value, earlier.value) >= greatest(100, 20 * least(this.value, earlier.value))
