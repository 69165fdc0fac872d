"""Three questions of a machine: does the process live, can it serve, are the background rounds well."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from kombu import Connection

from cases import identity
from cases.keys import index_finds_the_data, keys_open_the_data
from clocks import heartbeats
from clocks.heartbeats import Pulse
from notices.queries import resting_channels
from offices import clock
from offices.clock import now
from workflows import incidents

Part = dict[str, object]

BROKER_SECONDS = 2


def _broker_is_well() -> bool:
    # A broker that hangs is told as one that is away, before the probe gives up.
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": BROKER_SECONDS}
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_SECONDS, transport_options=options) as bell:
            bell.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except Exception:  # any failure of any transport means the same here
        return False
    return True


def _told(pulse: Pulse) -> Part:
    return {"ok": not pulse.is_stale, "seconds_ago": None if pulse.age is None else round(pulse.age.total_seconds(), 1)}


def _judged() -> dict[str, Part]:
    """Return the parts that decide between 200 and 503."""
    at = now()
    parts: dict[str, Part] = {"database": {"ok": True}}
    parts |= {pulse.name: _told(pulse) for pulse in heartbeats.pulses(at)}
    nodes = heartbeats.workers(at)
    parts[heartbeats.WORKER]["nodes"] = {node.name: round(node.age.total_seconds(), 1) for node in nodes}
    if lost := [node.name for node in nodes if node.is_lost]:
        parts[heartbeats.WORKER] |= {"ok": False, "lost": lost}
    drift = clock.drift()
    parts["store"] = {"ok": identity.is_ours()}
    parts["clock"] = {"ok": not clock.is_off(drift), "seconds_off": round(drift.total_seconds(), 1)}
    return parts


def _mentioned() -> dict[str, Part]:
    """Return what is told and fails nothing: no restart brings a holiday notice, or delivers what was refused."""
    at = now()
    failing: dict[str, Part] = {name: {"ok": not count, "count": count} for name, count in incidents.counts(at).items()}
    resting = {channel.channel: channel.closed_until for channel in resting_channels(at=at)}
    return {
        "calendar": {"ok": not heartbeats.calendar_pulse(at).is_stale},
        "channels": {"ok": not resting, "resting_until": resting},
        **failing,
    }


def _answer(answer: dict[str, object], *, well: bool) -> JsonResponse:
    response = JsonResponse(answer, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    # A probe that says no every second would bury the log; the answer itself names what is not well.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts are well, else 503 and which are not."""
    try:
        parts = _judged()
    except DatabaseError:
        parts = {"database": {"ok": False}}
    try:
        mentioned = _mentioned()
    except DatabaseError:  # a table that is locked says nothing about the rounds
        mentioned = {}
    parts["broker"] = {"ok": _broker_is_well()}
    well = all(part["ok"] for part in parts.values())
    return _answer({"status": "ok" if well else "failing", **parts, **mentioned}, well=well)


def livez(_request: HttpRequest) -> JsonResponse:
    """Answer 200: the process answers. It asks nothing else, as a restart would mend nothing else."""
    return _answer({"status": "ok"}, well=True)


def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when this process can serve pages: database, migrations and keys fit; else 503."""
    parts: dict[str, Part]
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        parts = {"database": {"ok": True}, "migrations": {"ok": not waiting, "waiting": waiting}}
        if not waiting:
            parts["keys"] = {"ok": keys_open_the_data() and index_finds_the_data()}
    except DatabaseError:
        parts = {"database": {"ok": False}}
    well = all(part["ok"] for part in parts.values())
    return _answer({"status": "ok" if well else "failing", **parts}, well=well)


PROBES = {"/healthz": healthz, "/livez": livez, "/readyz": readyz}
"""What a probe asks of the process itself, by whatever address it has: answered before hosts are checked."""
