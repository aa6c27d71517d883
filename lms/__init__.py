"""Wires everything together: settings, URLs, Celery, the demo. Nothing imports it."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
