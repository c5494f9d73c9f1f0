"""Invented reports as agencies print them, for the demo and the tests: sound figures, their tables, HTML and DOCX."""
