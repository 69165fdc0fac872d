"""What a worker reads of the roads, with what each closes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arrears.models import ClaimLine, Employment
from cases.models import Case
from law.routes import RouteFacts, open_routes
from mediation.models import Mediation
from offices.clock import legal_day, now
from offices.language import law_language

ROAD_TITLES = {"mediation": _("调解"), "inspection": _("劳动保障监察"), "arbitration": _("劳动仲裁")}
ROAD_WORDS = {
    "mediation": (
        _("双方自愿，有调解员主持，十五天内出结果。谈成了签协议，可以分期。"),
        _("申请调解后，监察会告知你按调解程序走（《劳动保障监察条例》第二十一条）；调解不成，还可以选监察或仲裁。"),
    ),
    "inspection": (
        _("由监察机构调查，六十个工作日内查清，可以责令对方限期付钱。"),
        _("钱数争议很大的，监察可能请你去仲裁。选了监察，不影响以后仲裁，一年的仲裁时效从投诉时重新算。"),
    ),
    "arbitration": (
        _("由仲裁委员会开庭裁决，一般四十五天内裁决，不收费。"),
        _("申请仲裁后，监察和调解就不再管同一件事。我们会把材料一并移交，你不用重新准备。"),
    ),
}


@dataclass(frozen=True)
class Road:
    """One road as the worker reads it."""

    code: str
    title: str | Promise
    what: str | Promise
    closes: str | Promise
    reason: str
    cost: str


def route_facts(case: Case) -> RouteFacts:
    """Return what the law asks about the open roads of a case today."""
    today = legal_day(now())
    last = ClaimLine.objects.filter(case=case).order_by("-period_to").first()
    work = Employment.objects.filter(case=case).order_by("-ended_on").first()
    ended = work.ended_on if work and not work.still_working else None
    return RouteFacts(
        today=today,
        last_violation=min(last.period_to, today) if last else None,
        continuing=bool(work and work.still_working),
        employment_ended=min(ended, today) if ended else None,
        amount_agreed=Mediation.objects.filter(case=case, status="agreed").exists(),
    )


def roads_of(case: Case, offered: list[str]) -> list[Road]:
    """Return the roads offered, each with what the law says of it today."""
    english = law_language() == "en"
    known = {route.code: route for route in open_routes(route_facts(case))}
    roads = []
    for code in offered:
        route = known.get(code)
        reason = (route.reason.text_en if english else route.reason.text_zh) if route else ""
        cost = (route.cost_en if english else route.cost_zh) if route else ""
        what, closes = ROAD_WORDS[code]
        roads.append(Road(code, ROAD_TITLES[code], what, closes, reason, cost))
    return roads
