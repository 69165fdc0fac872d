"""How rows read on staff screens: lamps, sentences, names of roles. No queries, no rules."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks import readings
from clocks.models import Clock
from offices.language import law_language
from workflows.models import WorkItem

LAMP_TITLES = {
    "green": gettext_lazy("正常"),
    "yellow": gettext_lazy("临近到期"),
    "red": gettext_lazy("已超期"),
    "grey": gettext_lazy("未计时"),
    "paused": gettext_lazy("已中止"),
}


LOOKED_AT = {
    "case_page": gettext_lazy("案卷"),
    "task": gettext_lazy("办理页"),
    "evidence": gettext_lazy("证据"),
    "document": gettext_lazy("法律文书"),
    "phone": gettext_lazy("电话原文"),
    "id_number": gettext_lazy("身份证号原文"),
    "bank_account": gettext_lazy("银行账号原文"),
    "address": gettext_lazy("地址原文"),
    "query_code": gettext_lazy("重新发查询码"),
}


def looked_at(what: str) -> str:
    """Return what a line of the ledger of looks is about, with the number of the piece; an unknown code as it is."""
    kind, _colon, number = what.partition(":")
    return f"{LOOKED_AT[kind]} {number}".strip() if kind in LOOKED_AT else what


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
    state = readings.read(clock, at)
    if state is None:
        return Lamp("grey", _("算不出"), _("这个期限算不出来，已记为异常，请管理员处理。"))
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
