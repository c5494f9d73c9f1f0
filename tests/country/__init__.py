"""A small country of virtual agencies: what they do over a year, and three years of their reports."""
