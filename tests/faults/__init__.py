"""Issuing, with things broken on purpose: `make faults`. Not part of the suite: it takes minutes and kills processes.

PostgreSQL, Redis, a Celery worker and beat of its own on loopback, in throw-away folders, with the settings of
production. docs/operations.md says what was broken and what came of it.
"""
