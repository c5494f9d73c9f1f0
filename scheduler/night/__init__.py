"""A night at its hour: visits, judgement, columns that moved, digest."""
