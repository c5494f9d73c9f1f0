"""What stands around the tables: title, agency, sections, fields that a portal prints above, the statistics of older years."""
