"""What pages of portals hold, and nothing is fetched here: links, days, records, answers of calls, shells, summaries."""
