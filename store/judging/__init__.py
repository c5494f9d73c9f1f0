"""Judging: which reports, filings and visits are due to be judged, with what around them; what follows is written down."""
