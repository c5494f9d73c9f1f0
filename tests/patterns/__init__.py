"""Regular expressions of the project, texts that attack them, and trials that can be stopped."""
