from django.apps import AppConfig
from django.core.signals import request_started


class ClocksConfig(AppConfig):
    name = "clocks"
    verbose_name = "期限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the events of this app, and look for a new holiday notice once a request."""
        from clocks import calendars, events  # noqa: F401

        request_started.connect(calendars.recheck, dispatch_uid="calendars.recheck")
