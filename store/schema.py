"""Tables and views, as migrations. Column types are declared here and nowhere inferred.

A figure that is blank, lost or doubtful is NULL in the figure tables; cell_notes says which of these it is.
Times are UTC (2026-01-31T18:30:00Z), days are dates in Beijing time.
"""

from sqlite_utils import Database, Migrations

from store.addresses import canonical
from store.form import FORMS

migrations = Migrations("nianbao")

_TABLES = """
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
"""

_NARRATIVE = """
CREATE TABLE claims (
  version_id INTEGER NOT NULL REFERENCES versions(id), place INTEGER NOT NULL, kind TEXT NOT NULL, value NUMERIC NOT NULL,
  unit TEXT NOT NULL, section TEXT NOT NULL, sentence TEXT NOT NULL, scope TEXT NOT NULL, readings TEXT NOT NULL,
  PRIMARY KEY (version_id, place)
) WITHOUT ROWID;
CREATE INDEX claims_kind ON claims(kind);
CREATE TABLE aspects (
  version_id INTEGER NOT NULL REFERENCES versions(id), place INTEGER NOT NULL, key TEXT NOT NULL, heading TEXT NOT NULL,
  PRIMARY KEY (version_id, place)
) WITHOUT ROWID;
"""

# What readers ask most, as views: they look the same in every version of Datasette.
_VIEWS = """
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
"""

_UNKNOWN_AND_STATISTICS = """
CREATE TABLE statistics (
  version_id INTEGER NOT NULL REFERENCES versions(id), number INTEGER NOT NULL, label TEXT NOT NULL, unit TEXT NOT NULL,
  raw TEXT NOT NULL, value NUMERIC, PRIMARY KEY (version_id, number)
) WITHOUT ROWID;
CREATE VIEW unknown_rows AS
SELECT substr(n.message, instr(n.message, '「') + 1, instr(n.message, '」') - instr(n.message, '「') - 1) AS label, v.form,
  v.year, COUNT(DISTINCT r.id) AS reports, MIN(r.id) AS report_id, r.url
FROM cell_notes n JOIN versions v ON v.id = n.version_id JOIN reports r ON r.current_version = v.id
WHERE n.state = 'text' AND n."column" = '' AND n.message LIKE '规定格式中没有的行「%' GROUP BY 1, v.form, v.year;
"""


_JUDGING = """
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
"""

_REVISITING = """
CREATE TABLE remembered_pages (
  portal_id TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL,
  etag TEXT NOT NULL, last_modified TEXT NOT NULL, headers TEXT NOT NULL, fetched_on TEXT NOT NULL,
  listed TEXT NOT NULL, read_with TEXT NOT NULL, PRIMARY KEY (portal_id, url)
) WITHOUT ROWID;
CREATE TABLE remembered_columns (
  portal_id TEXT NOT NULL, column_url TEXT NOT NULL, front TEXT NOT NULL, read_on TEXT NOT NULL, claimed TEXT NOT NULL,
  rows BLOB NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (portal_id, column_url)
) WITHOUT ROWID;
ALTER TABLE list_reads ADD COLUMN since TEXT;
ALTER TABLE fetches ADD COLUMN same_as TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN address TEXT;
ALTER TABLE reports ADD COLUMN moved_to INTEGER REFERENCES reports(id);
CREATE INDEX reports_moved ON reports(moved_to) WHERE moved_to IS NOT NULL;
CREATE INDEX versions_content ON versions(content_sha256);
"""

_EVIDENCE = """
ALTER TABLE fetches ADD COLUMN final_url TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN column_url TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN method TEXT NOT NULL DEFAULT 'GET';
ALTER TABLE fetches ADD COLUMN sent TEXT NOT NULL DEFAULT '';
CREATE INDEX fetches_url ON fetches(url);
CREATE TABLE manifests (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER REFERENCES runs(id), night TEXT NOT NULL, written_at TEXT NOT NULL,
  fetches INTEGER NOT NULL, last_fetch INTEGER NOT NULL, list_reads INTEGER NOT NULL, last_list_read INTEGER NOT NULL,
  lines_sha256 TEXT NOT NULL, previous TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE
);
"""

_PROPOSALS = """
CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, portal_id TEXT NOT NULL REFERENCES portals(id), old_column TEXT NOT NULL,
  new_column TEXT NOT NULL, family TEXT NOT NULL, keeps_old INTEGER NOT NULL, why TEXT NOT NULL, night TEXT NOT NULL,
  state TEXT NOT NULL, settled_on TEXT, UNIQUE (portal_id, old_column, new_column)
);
CREATE INDEX proposals_open ON proposals(portal_id) WHERE state = 'open';
"""


def _figure_columns() -> list[tuple[str, str]]:
    """(column name, SQL expression) of one wide row a report: every figure that any form has, the newest form first."""
    columns: dict[str, str] = {}
    for form in reversed(FORMS.values()):
        for item, measure in form.cells("disclosure", set()):
            columns[f"{item}_{measure}"] = (
                f"(SELECT value FROM disclosures d WHERE d.version_id = v.id AND item='{item}' AND measure='{measure}')"
            )
        for line in (*form.requests, *form.merged):
            columns[line if line.endswith("_total") else f"{line}_total"] = (
                f"(SELECT total FROM requests q WHERE q.version_id = v.id AND outcome='{line}')"
            )
        for procedure, result in form.cells("reviews", set()):
            columns[f"{procedure}_{result}"] = (
                f"(SELECT {result} FROM reviews w WHERE w.version_id = v.id AND procedure='{procedure}')"
            )
    return list(columns.items())


def _execute(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_tables_and_views(db: Database) -> None:
    """Everything of the first release."""
    _execute(db, _TABLES)
    _execute(db, _VIEWS)
    figures = ",\n  ".join(f"{expression} AS {name}" for name, expression in _figure_columns())
    db.execute(
        "CREATE VIEW report_figures AS SELECT v.id AS version_id, r.id AS report_id, r.agency_id, "
        f"COALESCE(a.name, v.agency_name, v.title_agency) AS agency, v.year, v.form, r.url, {figures} "
        "FROM versions v JOIN reports r ON r.id = v.report_id LEFT JOIN agencies a ON a.id = r.agency_id "
        "WHERE v.id = r.current_version"
    )
    # Not joined to report_figures: SQLite would work out that whole view for every row asked of this one.
    db.execute(
        "CREATE VIEW panel AS SELECT f.agency_id, a.name AS agency, a.kind, a.level, a.region_code, f.year, f.status, "
        f"f.due_on, f.published_on, f.days_late, v.id AS version_id, f.report_id, v.form, r.url, {figures} "
        "FROM filings f JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id "
        "LEFT JOIN versions v ON v.id = r.current_version"
    )
    _fill_form_lines(db)


def _fill_form_lines(db: Database) -> None:
    """Labels, units and law of every line and column, so that Datasette can show them beside the keys."""
    rows = [
        {
            "form": form.name,
            "table": table,
            "key": line.key,
            "number": line.number,
            "label": line.label,
            "group": line.group,
            "unit": line.unit,
            "law": line.law,
        }
        for form in FORMS.values()
        for table, lines in (
            ("disclosures", form.disclosures),
            ("measures", form.measures),
            ("requests", form.requests | form.merged),
            ("applicants", form.columns),
            ("procedures", form.procedures),
            ("results", form.results),
        )
        for line in lines.values()
    ]
    db.table("form_lines").insert_all(rows)


@migrations()
def m002_claims_and_aspects(db: Database) -> None:
    """What the narrative says: numbers and the headings of section one."""
    _execute(db, _NARRATIVE)


@migrations()
def m003_unknown_rows(db: Database) -> None:
    """Rows that no form has, counted over all reports; the statistics of 2014 to 2018."""
    _execute(db, _UNKNOWN_AND_STATISTICS)


@migrations()
def m004_judging(db: Database) -> None:
    """The life of findings, the contract of the rules, and what is to be judged again."""
    _execute(db, _JUDGING)


@migrations()
def m005_revisiting(db: Database) -> None:
    """What is remembered of pages and columns, and reports known by their address without scheme and time stamp.

    Of two reports that this makes one the older keeps the address; the other stays as it was kept.
    """
    _execute(db, _REVISITING)
    taken: set[str] = set()
    for report_id, url in db.conn.execute("SELECT id, url FROM reports ORDER BY id").fetchall():
        address = url if canonical(url) in taken else canonical(url)
        taken.add(address)
        db.conn.execute("UPDATE reports SET address = ? WHERE id = ?", [address, report_id])
    db.execute("CREATE UNIQUE INDEX reports_address ON reports(address)")


@migrations()
def m006_evidence(db: Database) -> None:
    """Where answers came from in the end, and manifests that chain what was fetched."""
    _execute(db, _EVIDENCE)


@migrations()
def m007_proposals(db: Database) -> None:
    """New addresses of columns that moved, as nights found them: for people to take over into the registry."""
    _execute(db, _PROPOSALS)


@migrations()
def m008_transport(db: Database) -> None:
    """How an answer came over the line, where not as it should."""
    db.execute("ALTER TABLE fetches ADD COLUMN transport TEXT NOT NULL DEFAULT ''")


@migrations()
def m009_unmatched_reports(db: Database) -> None:
    """Reports kept that no agency of their portal claims by name: neither lost nor anybody's."""
    _execute(
        db,
        "CREATE VIEW unmatched_reports AS SELECT portal_id, year, agency_name, title, url, "
        "date(first_seen_at, '+8 hours') AS first_seen_on FROM reports WHERE agency_id IS NULL AND gone_at IS NULL",
    )
