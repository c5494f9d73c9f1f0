ALTER TABLE versions ADD COLUMN period_from TEXT;
ALTER TABLE versions ADD COLUMN period_to TEXT;
ALTER TABLE report_dates ADD COLUMN reader_version INTEGER;
ALTER TABLE filings ADD COLUMN unseen_on TEXT;
ALTER TABLE filings ADD COLUMN unseen_run INTEGER REFERENCES runs(id);
CREATE TABLE enforcement (
  agency_id TEXT NOT NULL REFERENCES agencies(id), year INTEGER NOT NULL, licensing INTEGER, not_licensed INTEGER,
  penalty INTEGER, compulsion INTEGER, source TEXT NOT NULL, PRIMARY KEY (agency_id, year)
) WITHOUT ROWID;
