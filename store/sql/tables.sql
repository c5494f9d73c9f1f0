CREATE TABLE portals (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, family TEXT NOT NULL, url TEXT NOT NULL, since INTEGER NOT NULL, notes TEXT
);
CREATE TABLE agencies (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, short_names TEXT NOT NULL DEFAULT '', level TEXT NOT NULL, kind TEXT NOT NULL,
  region_code TEXT NOT NULL, parent_id TEXT, portal_id TEXT REFERENCES portals(id), status TEXT NOT NULL,
  valid_from TEXT, valid_to TEXT
);
CREATE TABLE reports (
  id INTEGER PRIMARY KEY, agency_id TEXT REFERENCES agencies(id), agency_name TEXT, portal_id TEXT REFERENCES portals(id),
  year INTEGER, other_year INTEGER,
  url TEXT NOT NULL UNIQUE, title TEXT, form TEXT, published_on TEXT, published_source TEXT, signed_on TEXT,
  first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, gone_at TEXT, current_version INTEGER
);
CREATE INDEX reports_duty ON reports(agency_id, year);
CREATE INDEX reports_portal ON reports(portal_id);
CREATE TABLE report_dates (
  report_id INTEGER NOT NULL REFERENCES reports(id), source TEXT NOT NULL, day TEXT NOT NULL, first_seen_at TEXT NOT NULL,
  PRIMARY KEY (report_id, source, day)
) WITHOUT ROWID;
CREATE TABLE versions (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports(id), sha256 TEXT NOT NULL,
  content_sha256 TEXT NOT NULL, fetched_at TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  snapshot TEXT NOT NULL, reader_version INTEGER NOT NULL, outcome TEXT NOT NULL, title TEXT, agency_name TEXT,
  title_agency TEXT, year INTEGER, form TEXT, signed_on TEXT
);
CREATE INDEX versions_report ON versions(report_id);
CREATE TABLE requests (
  version_id INTEGER NOT NULL REFERENCES versions(id), outcome TEXT NOT NULL, natural_person INTEGER, business INTEGER,
  research INTEGER, public_interest INTEGER, legal_service INTEGER, other INTEGER, total INTEGER,
  PRIMARY KEY (version_id, outcome)
) WITHOUT ROWID;
CREATE TABLE disclosures (
  version_id INTEGER NOT NULL REFERENCES versions(id), item TEXT NOT NULL, measure TEXT NOT NULL, value NUMERIC,
  PRIMARY KEY (version_id, item, measure)
) WITHOUT ROWID;
CREATE TABLE reviews (
  version_id INTEGER NOT NULL REFERENCES versions(id), procedure TEXT NOT NULL, upheld INTEGER, corrected INTEGER,
  other INTEGER, pending INTEGER, total INTEGER, PRIMARY KEY (version_id, procedure)
) WITHOUT ROWID;
CREATE TABLE cell_notes (
  id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES versions(id), "table" TEXT NOT NULL, "row" TEXT NOT NULL,
  "column" TEXT NOT NULL, state TEXT NOT NULL, raw TEXT NOT NULL, message TEXT NOT NULL
);
CREATE INDEX cell_notes_version ON cell_notes(version_id);
CREATE TABLE sections (
  id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES versions(id), key TEXT NOT NULL, heading TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX sections_version ON sections(version_id);
CREATE VIRTUAL TABLE sections_fts USING fts5(text, content='', tokenize='unicode61');
CREATE TABLE filings (
  agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, due_on TEXT NOT NULL, due_basis TEXT NOT NULL,
  status TEXT NOT NULL, report_id INTEGER REFERENCES reports(id), published_on TEXT, first_seen_at TEXT,
  days_late INTEGER, evidence TEXT NOT NULL, judged_on TEXT NOT NULL, PRIMARY KEY (agency_id, year)
);
CREATE INDEX filings_status ON filings(status, year);
CREATE TABLE findings (
  id TEXT PRIMARY KEY, check_id TEXT NOT NULL, class TEXT NOT NULL, severity TEXT NOT NULL, verdict TEXT NOT NULL,
  agency_id TEXT REFERENCES agencies(id), year INTEGER, report_id INTEGER REFERENCES reports(id),
  version_id INTEGER REFERENCES versions(id), location TEXT NOT NULL, expected TEXT NOT NULL, actual TEXT NOT NULL,
  message TEXT NOT NULL, law TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, resolved_at TEXT,
  dismissed_at TEXT, dismissed_by TEXT, reason TEXT, reply TEXT
);
CREATE INDEX findings_open ON findings(resolved_at, severity, check_id);
CREATE INDEX findings_duty ON findings(agency_id, year);
CREATE INDEX findings_report ON findings(report_id);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, night TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
  status TEXT NOT NULL
);
CREATE TABLE portal_runs (
  run_id INTEGER NOT NULL REFERENCES runs(id), portal_id TEXT NOT NULL REFERENCES portals(id), night TEXT NOT NULL,
  started_at TEXT NOT NULL, finished_at TEXT, complete INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0,
  rows INTEGER NOT NULL DEFAULT 0, reports_listed INTEGER NOT NULL DEFAULT 0, reports_read INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0, failure TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, portal_id)
);
CREATE INDEX portal_runs_portal ON portal_runs(portal_id, night);
CREATE TABLE list_reads (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), portal_id TEXT NOT NULL REFERENCES portals(id),
  column_url TEXT NOT NULL, complete INTEGER NOT NULL, pages INTEGER NOT NULL, rows INTEGER NOT NULL, claimed TEXT NOT NULL,
  problem TEXT NOT NULL, evidence TEXT NOT NULL
);
CREATE INDEX list_reads_run ON list_reads(run_id, portal_id);
CREATE TABLE fetches (
  id INTEGER PRIMARY KEY, run_id INTEGER REFERENCES runs(id), portal_id TEXT, url TEXT NOT NULL, kind TEXT NOT NULL,
  fetched_at TEXT NOT NULL, status INTEGER, failure TEXT NOT NULL DEFAULT '', headers TEXT NOT NULL DEFAULT '{}',
  sha256 TEXT, size INTEGER
);
CREATE INDEX fetches_run ON fetches(run_id, portal_id);
CREATE INDEX fetches_sha256 ON fetches(sha256);
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY, finding_id TEXT NOT NULL REFERENCES findings(id), night TEXT NOT NULL, kind TEXT NOT NULL,
  rank INTEGER NOT NULL, told_at TEXT NOT NULL
);
CREATE INDEX alerts_finding ON alerts(finding_id);
CREATE TABLE form_lines (
  form TEXT NOT NULL, "table" TEXT NOT NULL, key TEXT NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,
  "group" TEXT NOT NULL, unit TEXT NOT NULL, law TEXT NOT NULL, PRIMARY KEY (form, "table", key)
) WITHOUT ROWID;
