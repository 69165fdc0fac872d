"""The road a petition takes: the classes of arts 29-31 of the Petition Rules, first matching branch first.

A wage claim is normally (2) or (5), not (6): then the sixty days of a petition, the handling opinion, review and
re-check do not apply, and the clock of the inspection or of arbitration does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from law.citations import Citation, cite
from law.routes.facts import FilingKind, FilingStatus, RouteFacts
from law.routes.roads import FREE, Route, closed, opened

NO_REVIEW_ZH = "按这条路办理的，没有六十日的信访办理期限，也没有信访复查、复核。"
NO_REVIEW_EN = "On this road the sixty petition days, review and re-check do not apply."


class PetitionNature(StrEnum):
    """What a petition is (arts 29-31)."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class PetitionFacts:
    """What the petition asks for. The flags are looked at in the order of the branches of art. 31."""

    nature: PetitionNature = PetitionNature.CLAIM
    in_litigation: bool = False
    """Litigation, criminal filing or a police procedure concerns it, or it asks for one."""
    arbitrable: bool = False
    """Arbitration can decide what is asked, such as pay owed by an employer."""
    party_matter: bool = False
    """A party complaint or re-examination."""
    administrative_remedy: bool = False
    """Reconsideration, licence, penalty and similar procedures."""
    asks_agency_to_act: bool = False
    """It asks an agency to investigate a violation or to do its duty, such as ordering an employer to pay."""


@dataclass(frozen=True, slots=True)
class PetitionClass:
    """The article and branch, the road, and why. `branch` is None for suggestions and accusations."""

    branch: int | None
    article: str
    road: str
    reason_zh: str
    reason_en: str
    petition_clock: bool
    citation: Citation

    def as_dict(self) -> dict[str, object]:
        """Return the class as plain JSON values."""
        return {
            "branch": self.branch,
            "article": self.article,
            "road": self.road,
            "reason_zh": self.reason_zh,
            "reason_en": self.reason_en,
            "petition_clock": self.petition_clock,
            "citation": str(self.citation),
        }


BRANCHES: dict[int, tuple[str, str, str]] = {
    1: (
        "litigation",
        "属于诉讼、刑事立案或者公安机关处理的事项，导入相应程序。",
        "It belongs to litigation, criminal filing or police procedure and is led there.",
    ),
    2: (
        "arbitration",
        "仲裁可以解决的，引导申请仲裁。",
        "Arbitration can decide it, so the petition is led into arbitration.",
    ),
    3: (
        "party",
        "属于党员申诉、申请复审的事项，按党内程序办理。",
        "A party complaint or re-examination follows that procedure.",
    ),
    4: (
        "administrative",
        "可以通过行政复议、行政许可、行政处罚等程序解决的，导入该程序。",
        "Reconsideration, licence, penalty and the like have their own procedure.",
    ),
    5: (
        "duty",
        "属于申请查处违法行为、履行职责的，由有权机关依法履行职责或者答复。",
        "It asks to investigate a violation or to do a duty: the agency acts or answers.",
    ),
    6: (
        "petition",
        "不属于以上情形的，听取陈述、调查核实，出具信访处理意见书。",
        "None of the above: hear, investigate and issue a handling opinion.",
    ),
}


def petition_class(facts: PetitionFacts) -> PetitionClass:
    """Return the article and branch a petition falls under.

    A request that an agency act against an employer is branch (5) even if arbitration could decide the money, because
    arbitration cannot decide that request; a request for the money itself is branch (2).
    """
    if facts.nature is PetitionNature.SUGGESTION:
        text = ("属于建议意见，研究论证后答复。", "A suggestion: it is studied and answered.")
        return PetitionClass(None, "29", "study", *text, petition_clock=False, citation=_article("29"))
    if facts.nature is PetitionNature.ACCUSATION:
        text = (
            "属于检举控告，转纪检监察机关等处理，材料保密。",
            "An accusation: it goes to discipline inspection, confidentially.",
        )
        return PetitionClass(None, "30", "discipline", *text, petition_clock=False, citation=_article("30"))
    branch = _branch(facts)
    road, text_zh, text_en = BRANCHES[branch]
    if branch in (2, 5):
        text_zh, text_en = f"{text_zh}{NO_REVIEW_ZH}", f"{text_en} {NO_REVIEW_EN}"
    return PetitionClass(
        branch, "31", road, text_zh, text_en, petition_clock=branch == 6, citation=_article(f"31({branch})")
    )


def _branch(facts: PetitionFacts) -> int:
    tests = (
        facts.in_litigation,
        facts.arbitrable and not facts.asks_agency_to_act,
        facts.party_matter,
        facts.administrative_remedy,
        facts.asks_agency_to_act,
    )
    return next((number for number, fits in enumerate(tests, start=1) if fits), 6)


def _article(article: str) -> Citation:
    return cite("petition_rules_2022", article)


def petition_routes(facts: RouteFacts, inspection: Route) -> list[Route]:
    """Return the six branches of art. 31 for a labour claim: the one it falls under is open, the others say why not.

    A labour claim is one that arbitration can decide, whatever its limits; while the inspection's door is open it asks
    the agency to act; once there is an award or a suit it belongs to litigation.
    """
    in_court = facts.award is not None or any(
        filing.status is not FilingStatus.ENDED for filing in facts.filed(FilingKind.SUIT)
    )
    fits = petition_class(
        PetitionFacts(
            in_litigation=in_court,
            arbitrable=True,
            asks_agency_to_act=inspection.is_open or facts.is_pending(FilingKind.COMPLAINT),
        )
    )
    return [_petition_route(branch, fits) for branch in BRANCHES]


def _petition_route(branch: int, fits: PetitionClass) -> Route:
    if branch == fits.branch:
        reason = opened("petition_branch", fits.reason_zh, fits.reason_en)
    else:
        reason = closed(
            "other_branch",
            f"这一请求按第三十一条第（{'一二三四五六'[(fits.branch or 6) - 1]}）项办理。",
            f"This claim falls under art. 31({fits.branch}).",
        )
    return Route(
        code=f"petition_{branch}",
        reason=reason,
        cost_zh=FREE[0],
        cost_en=FREE[1],
        windows=(),
        closes=(),
        interrupts_limitation=True,
        citations=(_article(f"31({branch})"),),
    )
