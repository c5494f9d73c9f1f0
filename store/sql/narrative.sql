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
