CREATE VIEW unmatched_reports AS SELECT portal_id, year, agency_name, title, url,
  date(first_seen_at, '+8 hours') AS first_seen_on
FROM reports WHERE agency_id IS NULL AND gone_at IS NULL;
