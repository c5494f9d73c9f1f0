"""From fetched bytes to a kept report, and what a visit saw."""
