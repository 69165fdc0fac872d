"""`/healthz`: are the database, the broker and the background rounds well."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from kombu import Connection

from clocks import heartbeats
from clocks.heartbeats import Pulse
from offices.clock import now


def _broker_is_well() -> bool:
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # any failure of any transport means the same here
        return False
    return True


def _told(pulse: Pulse) -> dict[str, object]:
    return {"ok": not pulse.is_stale, "seconds_ago": None if pulse.age is None else round(pulse.age.total_seconds(), 1)}


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts are well, else 503 and which are not.

    A calendar whose notice is missing is told but fails nothing: no restart brings the notice.
    """
    parts: dict[str, dict[str, object]]
    try:
        parts = {"database": {"ok": True}, **{pulse.name: _told(pulse) for pulse in heartbeats.pulses(now())}}
        calendar: dict[str, dict[str, object]] = {"calendar": {"ok": not heartbeats.calendar_pulse(now()).is_stale}}
    except DatabaseError:
        parts, calendar = {"database": {"ok": False}}, {}
    parts["broker"] = {"ok": _broker_is_well()}
    well = all(part["ok"] for part in parts.values())
    answer = {"status": "ok" if well else "failing", **parts, **calendar}
    response = JsonResponse(answer, status=200 if well else 503)
    # A probe that says no every second would bury the log; the answer itself names what is not well.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
