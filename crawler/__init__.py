"""How fetched bytes become a Report. Imports store."""
