"""`nianbao discover`: the columns of a site found, read and proposed."""
