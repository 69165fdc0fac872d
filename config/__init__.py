"""The top of the house: settings, addresses, the access table, and how it all starts."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
