"""Tables: one module a table or a few that belong together; the only code that writes rows."""
