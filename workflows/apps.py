from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "流程"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the events of this app, and keep the queue in step with clocks that move."""
        from clocks import services as clock_services
        from workflows import events, queue  # noqa: F401

        clock_services.on_moved(queue.refresh_due)
