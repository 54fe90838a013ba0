"""Identifiers that belong to one person: which are met, whom they lead to, what merges, what gives way, what is undone."""
