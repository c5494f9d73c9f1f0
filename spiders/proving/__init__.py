"""What a claim about a column rests on: lists beside its own, doubts, words that turn pages, what surrounds a list."""
