"""Does anybody watch? Each background part leaves the instant of its last round; a part that is late is named.

A lamp that nobody has looked after is no lamp: screens turn grey when a part is stale, and `/healthz` says which.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clocks import calendars
from clocks.models import Heartbeat
from offices.clock import legal_day

BEAT, WORKER, SWEEP, OUTBOX, PAPERS = "beat", "worker", "sweep", "outbox", "papers"
CALENDAR = "calendar"

TITLES: dict[str, str | Promise] = {
    BEAT: _("定时器"),
    WORKER: _("后台进程"),
    SWEEP: _("期限巡查"),
    OUTBOX: _("通知发送"),
    CALENDAR: _("工作日历"),
}

WORKER_REMEMBERED = timedelta(hours=1)
"""How long a worker that fell silent is named; after that it counts as taken down."""

KEY_LENGTH = 120

NOTICE_EXPECTED = (12, 1)
"""Month and day from which next year's holiday notice is missed: it has come in November of the year before."""


@dataclass(frozen=True)
class Pulse:
    """One part at an instant: `age` is None when it never did a round."""

    name: str
    age: timedelta | None
    is_stale: bool

    @property
    def title(self) -> str | Promise:
        """Return what the part is called on the screen."""
        return TITLES[self.name]


def periods() -> dict[str, timedelta]:
    """Return how often each part does its round."""
    return {
        BEAT: timedelta(seconds=settings.OUTBOX_PERIOD),
        WORKER: timedelta(seconds=settings.PULSE_PERIOD),
        SWEEP: timedelta(seconds=settings.SWEEP_PERIOD),
        OUTBOX: timedelta(seconds=settings.OUTBOX_PERIOD),
    }


def beat(name: str, at: datetime, *, node: str = "") -> None:
    """Record that a background part has done its round; `node` tells workers of one kind, on all machines, apart."""
    Heartbeat.objects.update_or_create(name=_key(name, node), defaults={"at": at})


def _key(name: str, node: str) -> str:
    return f"{name} {node}"[:KEY_LENGTH] if node else name


def heartbeat_age(name: str, at: datetime) -> timedelta | None:
    """Return how long ago a background part did its round; None when it never has."""
    found = Heartbeat.objects.filter(pk=name).first()
    return at - found.at if found else None


def pulses(at: datetime) -> list[Pulse]:
    """Return every part, in one query: stale once two of its periods have passed, or when its pulse lies ahead.

    A pulse that lies ahead was left by a clock that was wrong: it tells nothing about now.
    """
    last: dict[str, datetime] = {}
    for key, beaten in Heartbeat.objects.values_list("name", "at"):
        name = key.partition(" ")[0]
        last[name] = max(beaten, last[name]) if name in last else beaten
    found = []
    for name, period in periods().items():
        age = at - last[name] if name in last else None
        found.append(Pulse(name, age, _is_stale(age, period)))
    return found


def _is_stale(age: timedelta | None, period: timedelta) -> bool:
    return age is None or not -2 * period <= age <= 2 * period


@dataclass(frozen=True)
class Node:
    """One worker, `queue@machine`, and how long ago it left a pulse; lost when it fell silent without being stopped."""

    name: str
    age: timedelta
    is_lost: bool


def workers(at: datetime) -> list[Node]:
    """Return each worker on each machine that left a pulse within the last hour, by name."""
    left = Heartbeat.objects.filter(name__startswith=f"{WORKER} ", at__gte=at - WORKER_REMEMBERED)
    rows = left.order_by("name").values_list("name", "at")
    return [
        Node(name.partition(" ")[2], at - beaten, _is_stale(at - beaten, periods()[WORKER])) for name, beaten in rows
    ]


def leave(name: str, *, node: str) -> None:
    """Forget a worker that stops as it was asked to: it is not lost."""
    Heartbeat.objects.filter(name=_key(name, node)).delete()


def calendar_pulse(at: datetime) -> Pulse:
    """Return whether the dates rest on published calendars: this year's, and from December next year's as well."""
    since = _unpublished_since(legal_day(at))
    age = None if since is None else timedelta(days=(legal_day(at) - since).days)
    return Pulse(CALENDAR, age, since is not None)


def _unpublished_since(today: date) -> date | None:
    calendar = calendars.current()
    if calendar.is_provisional(today.year):
        return date(today.year - 1, *NOTICE_EXPECTED)
    expected = date(today.year, *NOTICE_EXPECTED)
    if today >= expected and calendar.is_provisional(today.year + 1):
        return expected
    return None


def stale(at: datetime) -> list[Pulse]:
    """Return the parts that are late, the calendar among them."""
    return [pulse for pulse in (*pulses(at), calendar_pulse(at)) if pulse.is_stale]
