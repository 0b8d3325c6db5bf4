-- Each unit's years, each beside the one before it: only where the years follow each other.
CREATE OR REPLACE VIEW series AS
SELECT
    p.unit_id, p.town, p.county, p.year, p.unit_kind,
    p.received, before.received AS received_before, p.received - before.received AS received_change,
    p.granted, before.granted AS granted_before, p.granted - before.granted AS granted_change,
    p.refused, before.refused AS refused_before, p.refused - before.refused AS refused_change,
    p.total_handled, before.total_handled AS total_handled_before,
    p.total_handled - before.total_handled AS total_handled_change,
    p.carried_in, before.carried_out AS carried_out_before, p.carried_in - before.carried_out AS carried_gap,
    before.town AS town_before, p.form <> before.form AS is_other_form,
    p.prefecture, p.province, p.document_id, before.document_id AS document_before
FROM panel AS p
LEFT JOIN panel AS before ON before.unit_id = p.unit_id AND before.year = p.year - 1
WHERE p.unit_id IS NOT NULL;
