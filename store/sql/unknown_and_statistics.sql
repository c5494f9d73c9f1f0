CREATE TABLE statistics (
  version_id INTEGER NOT NULL REFERENCES versions(id), number INTEGER NOT NULL, label TEXT NOT NULL, unit TEXT NOT NULL,
  raw TEXT NOT NULL, value NUMERIC, PRIMARY KEY (version_id, number)
) WITHOUT ROWID;
CREATE VIEW unknown_rows AS
SELECT substr(n.message, instr(n.message, '「') + 1, instr(n.message, '」') - instr(n.message, '「') - 1) AS label, v.form,
  v.year, COUNT(DISTINCT r.id) AS reports, MIN(r.id) AS report_id, r.url
FROM cell_notes n JOIN versions v ON v.id = n.version_id JOIN reports r ON r.current_version = v.id
WHERE n.state = 'text' AND n."column" = '' AND n.message LIKE '规定格式中没有的行「%' GROUP BY 1, v.form, v.year;
