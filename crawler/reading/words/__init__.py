"""The ground of reading: what printed words, numbers, days, titles and periods mean."""
