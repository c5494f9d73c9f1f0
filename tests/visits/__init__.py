"""Column pages as others write them: kinds at which a visit once went wrong, each in several variants of our own."""
