"""The application at the top: it brings the checks of the settings."""

from django.apps import AppConfig


class TopConfig(AppConfig):
    """`config` as an application."""

    name = "config"

    def ready(self) -> None:
        """Register the checks."""
        from config import checks, reach  # noqa: F401
