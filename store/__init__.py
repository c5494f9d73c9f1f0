"""What a report is, what is wrong with it, and where it is kept. Imports nothing of the other packages."""
