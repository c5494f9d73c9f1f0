ALTER TABLE cell_notes ADD COLUMN label TEXT NOT NULL DEFAULT '';
UPDATE cell_notes SET label = substr(message, instr(message, '「') + 1, instr(message, '」') - instr(message, '「') - 1)
WHERE "column" = '' AND state IN ('text', 'unknown_column') AND message LIKE '规定格式中没有的_「%」%';
UPDATE cell_notes SET state = 'content_unread' WHERE "table" = '' AND state = 'unread' AND message LIKE '报告内容未能读取%';
DROP VIEW unknown_rows;
CREATE VIEW unknown_rows AS
SELECT n.label, v.form, v.year, COUNT(DISTINCT r.id) AS reports, MIN(r.id) AS report_id, r.url
FROM cell_notes n JOIN versions v ON v.id = n.version_id JOIN reports r ON r.current_version = v.id
WHERE n.state = 'text' AND n."column" = '' AND n.label <> '' GROUP BY n.label, v.form, v.year;
