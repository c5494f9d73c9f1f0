"""Publishing: what Datasette is told about the database, and how it is started."""
