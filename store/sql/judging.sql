ALTER TABLE reports ADD COLUMN to_judge INTEGER NOT NULL DEFAULT 1;
CREATE INDEX reports_to_judge ON reports(to_judge) WHERE to_judge;
ALTER TABLE agencies ADD COLUMN succeeds TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN customary INTEGER NOT NULL DEFAULT 0;
ALTER TABLE filings ADD COLUMN late_band TEXT NOT NULL DEFAULT '';
ALTER TABLE filings ADD COLUMN run_id INTEGER REFERENCES runs(id);
ALTER TABLE findings ADD COLUMN portal_id TEXT REFERENCES portals(id);
ALTER TABLE findings ADD COLUMN facts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE findings ADD COLUMN resolved_version_id INTEGER REFERENCES versions(id);
ALTER TABLE findings ADD COLUMN dismissed_until TEXT;
ALTER TABLE findings ADD COLUMN ground TEXT;
ALTER TABLE findings ADD COLUMN confirmed_at TEXT;
ALTER TABLE findings ADD COLUMN confirmed_by TEXT;
UPDATE findings SET ground = json_object('actual', actual, 'facts', json('[]')) WHERE dismissed_at IS NOT NULL;
CREATE INDEX findings_first_seen ON findings(first_seen);
CREATE INDEX findings_portal ON findings(portal_id) WHERE portal_id IS NOT NULL;
CREATE TABLE finding_events (
  id INTEGER PRIMARY KEY, finding_id TEXT NOT NULL REFERENCES findings(id), at TEXT NOT NULL, kind TEXT NOT NULL,
  person TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '', expected TEXT NOT NULL DEFAULT '',
  actual TEXT NOT NULL DEFAULT '', version_id INTEGER REFERENCES versions(id)
);
CREATE INDEX finding_events_finding ON finding_events(finding_id);
CREATE TABLE withdrawals (
  report_id INTEGER NOT NULL REFERENCES reports(id), gone_at TEXT NOT NULL, back_at TEXT,
  PRIMARY KEY (report_id, gone_at)
) WITHOUT ROWID;
CREATE TABLE rules (
  id TEXT PRIMARY KEY, class TEXT NOT NULL, severity TEXT NOT NULL, judges TEXT NOT NULL, forms TEXT NOT NULL,
  law TEXT NOT NULL, title TEXT NOT NULL, title_en TEXT NOT NULL, demands TEXT NOT NULL, demands_en TEXT NOT NULL,
  formula TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE sketches (version_id INTEGER PRIMARY KEY REFERENCES versions(id), measure TEXT NOT NULL, sketch BLOB NOT NULL);
CREATE TABLE judgements (what TEXT PRIMARY KEY, as_of TEXT NOT NULL) WITHOUT ROWID;
DROP VIEW open_findings;
CREATE VIEW open_findings AS
SELECT f.id, f.severity, f.verdict, f.class, f.check_id, u.title AS rule,
  COALESCE(a.name, r.agency_name) AS agency, f.year, f.location, f.message,
  f.expected, f.actual, f.law, f.first_seen, f.last_seen, r.url, f.agency_id, f.report_id, f.version_id, f.portal_id,
  f.confirmed_at IS NOT NULL AS confirmed, f.reply
FROM findings f LEFT JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id
LEFT JOIN rules u ON u.id = f.check_id
WHERE f.resolved_at IS NULL AND f.dismissed_at IS NULL;
DROP VIEW late_filings;
CREATE VIEW late_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.published_on, f.days_late, f.late_band, f.customary, f.evidence, r.url, f.agency_id,
  f.report_id
FROM filings f JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id WHERE f.status = 'late';
DROP VIEW missing_filings;
CREATE VIEW missing_filings AS
SELECT a.name AS agency, f.year, f.due_on, f.due_basis, f.customary, f.judged_on, f.evidence, f.agency_id, a.portal_id, f.run_id,
  (SELECT group_concat(l.column_url, ' ') FROM list_reads l WHERE l.run_id = f.run_id AND l.portal_id = a.portal_id)
  AS columns_read
FROM filings f JOIN agencies a ON a.id = f.agency_id WHERE f.status = 'missing';
