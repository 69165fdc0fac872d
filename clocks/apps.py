from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "clocks"
    verbose_name = _("期限")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the events of this app."""
        from clocks import events  # noqa: F401
