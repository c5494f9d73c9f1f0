"""What is told, and where it goes."""
