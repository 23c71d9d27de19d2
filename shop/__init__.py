"""The project: settings, addresses, the Celery application, and the core under all other apps."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
