"""Rules on one report by itself."""
