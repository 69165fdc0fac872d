"""How rows read on staff screens: lamps, sentences, names of roles. No queries, no rules."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from clocks import due
from clocks.models import Clock
from offices.language import law_language
from workflows.models import WorkItem

LAMP_TITLES = {
    "green": _("正常"),
    "yellow": _("临近到期"),
    "red": _("已超期"),
    "grey": _("未计时"),
    "paused": _("已中止"),
}


@dataclass(frozen=True)
class Lamp:
    """A colour, its word (never colour alone) and the sentence that explains it."""

    colour: str
    title: str
    sentence: str


def lamp_of(clock: Clock | None, at: datetime) -> Lamp:
    """Describe a clock whose suspensions and extensions are prefetched."""
    if clock is None:
        return Lamp("grey", str(LAMP_TITLES["grey"]), "")
    state = due.state(clock, at)
    return Lamp(state.lamp, str(LAMP_TITLES.get(state.lamp, "")), state.explain(law_language()))


@dataclass(frozen=True)
class QueueRow:
    """One line of a queue."""

    item: WorkItem
    lamp: Lamp
    amount: Decimal
    is_mine: bool
    remedy: str = ""


def queue_rows(items: list[WorkItem], staff_id: int, at: datetime) -> list[QueueRow]:
    """Present work items whose case, holder and clock are loaded."""
    return [
        QueueRow(item, lamp_of(item.clock, at), item.case.claimed_total, item.holder_id == staff_id) for item in items
    ]
