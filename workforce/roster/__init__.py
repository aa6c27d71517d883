"""Lists of people that agencies bring: read, compared with what is known, confirmed, and undone (docs/roster.md)."""
