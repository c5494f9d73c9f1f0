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
