-- thresholds = { share = 0.05, fewest = 100 }
-- acceptable = true
-- [en]
-- title = "No large share of the figures is lost"
-- meaning = "The documents that both generations hold have nearly as many reported cells as before: another reader may read a few cells otherwise, but not lose whole tables."
-- found = "The documents held before have {cells} figures in their tables, {before} before ({percent} % fewer)."
-- advice = "A change of the reader did it: inspect some of them, and report it."
-- [zh]
-- title = "没有大批数字丢失"
-- meaning = "两代数据都有的文件，填报单元格数应与此前相近：换用阅读程序会使少数单元格读法不同，但不应丢失整张表。"
-- found = "原有文件的表格现读出 {cells} 个数字，此前为 {before} 个（减少 {percent}%）。"
-- advice = "系阅读程序变动所致，请抽查若干份（gongkai inspect）并反馈。"
WITH counted AS (
    SELECT sum(o.reported_cells) AS cells_before, sum(n.reported_cells) AS cells
    FROM store.report AS n
    JOIN earlier.store.report AS o USING (document_id)
)
SELECT
    cells, cells_before AS before, round(100 * (cells_before - cells) / cells_before)::INTEGER AS percent
FROM counted
WHERE cells_before - cells >= $fewest AND cells_before - cells > $share * cells_before
