"""`/healthz`: are the database, the broker and the background rounds well."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from kombu import Connection

from clocks.queries import heartbeat_age
from offices.clock import now


def _broker_is_well() -> bool:
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # any failure of any transport means the same here
        return False
    return True


def _round(name: str, period: float) -> dict[str, object]:
    age = heartbeat_age(name, now())
    well = age is not None and age <= timedelta(seconds=2 * period + 5)
    return {"ok": well, "seconds_ago": None if age is None else round(age.total_seconds(), 1)}


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts are well, else 503 and which are not."""
    try:
        parts: dict[str, dict[str, object]] = {
            "database": {"ok": True},
            "sweep": _round("sweep", settings.SWEEP_PERIOD),
            "outbox": _round("outbox", settings.OUTBOX_PERIOD),
        }
    except DatabaseError:
        parts = {"database": {"ok": False}}
    parts["broker"] = {"ok": _broker_is_well()}
    well = all(part["ok"] for part in parts.values())
    response = JsonResponse({"status": "ok" if well else "failing", **parts}, status=200 if well else 503)
    # A probe that says no every second would bury the log; the answer itself names what is not well.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
