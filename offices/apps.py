from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OfficesConfig(AppConfig):
    name = "offices"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check of the training clock, and keep the rights of roles as the code says."""
        from offices import role_groups, time_machine  # noqa: F401

        post_migrate.connect(role_groups.sync_after_migrate, sender=self)
