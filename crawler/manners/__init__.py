"""How portals are visited: which hosts, by whose leave, how often, and when to leave one alone. One module a concern."""
