CREATE VIEW open_findings AS
SELECT f.id, f.severity, f.verdict, f.class, f.check_id, a.name AS agency, f.year, f.location, f.message, f.expected,
  f.actual, f.law, f.first_seen, f.last_seen, r.url, f.agency_id, f.report_id, f.version_id
FROM findings f LEFT JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id
WHERE f.resolved_at IS NULL AND f.dismissed_at IS NULL;
CREATE VIEW late_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.published_on, f.days_late, f.evidence, r.url, f.agency_id, f.report_id
FROM filings f JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id WHERE f.status = 'late';
CREATE VIEW missing_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.due_basis, f.judged_on, f.evidence, f.agency_id, a.portal_id
FROM filings f JOIN agencies a ON a.id = f.agency_id WHERE f.status = 'missing';
CREATE VIEW undated_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.first_seen_at, f.evidence, r.url, f.agency_id, f.report_id
FROM filings f JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id WHERE f.status = 'undated';
CREATE VIEW unverifiable_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.judged_on, f.evidence, f.agency_id, a.portal_id
FROM filings f JOIN agencies a ON a.id = f.agency_id WHERE f.status = 'unverifiable';
CREATE VIEW changed_reports AS
SELECT a.name AS agency, r.agency_name, r.year, r.title, r.url, COUNT(*) AS versions, MIN(v.fetched_at) AS first_version_at,
  MAX(v.fetched_at) AS latest_version_at, r.id AS report_id, r.agency_id
FROM versions v JOIN reports r ON r.id = v.report_id LEFT JOIN agencies a ON a.id = r.agency_id
WHERE v.outcome IN ('new', 'changed') GROUP BY r.id HAVING COUNT(*) > 1;
CREATE VIEW portal_health AS
SELECT p.id AS portal_id, p.name, p.family,
  (SELECT MAX(night) FROM portal_runs x WHERE x.portal_id = p.id) AS last_visited,
  (SELECT MAX(night) FROM portal_runs x WHERE x.portal_id = p.id AND x.complete) AS last_read_completely,
  (SELECT failure FROM portal_runs x WHERE x.portal_id = p.id ORDER BY run_id DESC LIMIT 1) AS last_failure,
  (SELECT message FROM portal_runs x WHERE x.portal_id = p.id ORDER BY run_id DESC LIMIT 1) AS last_message
FROM portals p;
CREATE VIEW punctuality AS
SELECT year, COUNT(*) AS duties, SUM(status = 'on_time') AS on_time, SUM(status = 'late') AS late,
  SUM(status = 'missing') AS missing, SUM(status = 'undated') AS undated, SUM(status = 'withdrawn') AS withdrawn,
  SUM(status = 'unverifiable') AS unverifiable, SUM(status = 'not_due') AS not_due
FROM filings GROUP BY year;
