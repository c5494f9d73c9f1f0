ALTER TABLE list_reads ADD COLUMN failure TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_runs ADD COLUMN doubts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE remembered_columns ADD COLUMN doubts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reports ADD COLUMN unlisted_at TEXT;
CREATE TABLE remembered_furniture (
  portal_id TEXT NOT NULL, column_url TEXT NOT NULL, accepted TEXT NOT NULL, candidate TEXT NOT NULL,
  PRIMARY KEY (portal_id, column_url)
) WITHOUT ROWID;
