-- title: No large share of the figures is lost
-- meaning: The documents that both generations hold have nearly as many reported cells as before: another reader may read a few cells otherwise, but not lose whole tables.
-- thresholds: share = 0.05, fewest = 100
-- acceptable: yes
WITH counted AS (
    SELECT sum(o.reported_cells) AS cells_before, sum(n.reported_cells) AS cells
    FROM store.report AS n
    JOIN earlier.store.report AS o USING (document_id)
)
SELECT
    format(
        'The documents held before have {} figures in their tables, {} before ({:.0f} % fewer).',
        cells, cells_before, 100 * (cells_before - cells) / cells_before
    ) AS reason
FROM counted
WHERE cells_before - cells >= $fewest AND cells_before - cells > $share * cells_before
