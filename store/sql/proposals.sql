CREATE TABLE proposals (
  id INTEGER PRIMARY KEY, portal_id TEXT NOT NULL REFERENCES portals(id), old_column TEXT NOT NULL,
  new_column TEXT NOT NULL, family TEXT NOT NULL, keeps_old INTEGER NOT NULL, why TEXT NOT NULL, night TEXT NOT NULL,
  state TEXT NOT NULL, settled_on TEXT, UNIQUE (portal_id, old_column, new_column)
);
CREATE INDEX proposals_open ON proposals(portal_id) WHERE state = 'open';
