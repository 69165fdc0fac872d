"""When a matter becomes collective, major or urgent, how many may speak for the group, and the note on legal aid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.citations import Citation, cite
from law.errors import InvalidFact
from law.tables.dated import row_on
from law.tables.thresholds import GROUP


class Procedure(StrEnum):
    """The procedures that limit the number of representatives."""

    PETITION = "petition"
    ARBITRATION = "arbitration"
    MEDIATION = "mediation"


@dataclass(frozen=True, slots=True)
class Triggers:
    """What the size and the temper of a matter set off."""

    is_collective: bool
    is_urgent: bool
    effects: tuple[dict[str, str], ...]
    rule_version: str

    def as_dict(self) -> dict[str, object]:
        """Return the triggers as plain JSON values."""
        return {
            "is_collective": self.is_collective,
            "is_urgent": self.is_urgent,
            "effects": list(self.effects),
            "rule_version": self.rule_version,
        }


EFFECTS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "choose_representatives": (
        "十名以上劳动者有共同请求的，可以推举代表。",
        "Ten or more workers with the same request may choose representatives.",
        ("dispute_law", "7"),
    ),
    "arbitration_first": (
        "集体劳动争议优先立案、优先审理，由三名仲裁员组成仲裁庭。",
        "A collective dispute is filed and heard first, by three arbitrators.",
        ("arbitration_rules", "5"),
    ),
    "site_handling": (
        "工程建设项目发生集体讨薪的，建设单位应当会同施工总承包单位及时处理并报告。",
        "In a collective wage action on a project the construction unit, with the general contractor, handles and "
        "reports it.",
        ("wage_regulation", "29"),
    ),
    "urgent_report": (
        "可能造成社会影响的重大、紧急事项，应当及时报告本级党委、政府并采取措施。",
        "A major or urgent matter that may affect society is reported at once to the Party committee and government.",
        ("petition_rules_2022", "25"),
    ),
    "emergency_plan": (
        "因违法行为引发群体性事件的，按应急预案会同有关部门迅速处置。",
        "Group incidents are handled quickly under the emergency plan, with other departments.",
        ("inspection_regulation", "14"),
    ),
    "legal_aid": (
        "农民工请求支付工资申请法律援助的，法律援助机构应当及时提供法律援助（可拨打12348）。",
        "A migrant worker who claims wages gets legal aid (call 12348).",
        ("wage_regulation", "45"),
    ),
}


def triggers(
    *,
    workers: int,
    same_request: bool,
    on: date,
    construction: bool = False,
    crime_screen_met: bool = False,
    violence_risk: bool = False,
    may_affect_society: bool = False,
) -> Triggers:
    """Return what a matter of `workers` people sets off on `on`. Raises `InvalidFact` for fewer than one worker."""
    if workers < 1:
        raise InvalidFact("workers", "至少涉及一名劳动者")
    row = row_on(GROUP, on, "on")
    collective = same_request and workers >= row.collective_workers
    major = may_affect_society or violence_risk
    codes = ["legal_aid"]
    if collective:
        codes += ["choose_representatives", "arbitration_first"] + ["site_handling"] * construction
    if major:
        codes += ["urgent_report", "emergency_plan"]
    return Triggers(
        is_collective=collective,
        is_urgent=collective or crime_screen_met or major,
        effects=tuple(_effect(code) for code in sorted(codes)),
        rule_version=row.version,
    )


def _effect(code: str) -> dict[str, str]:
    text_zh, text_en, (instrument, article) = EFFECTS[code]
    return {"code": code, "text_zh": text_zh, "text_en": text_en, "citation": str(cite(instrument, article))}


@dataclass(frozen=True, slots=True)
class RepresentativeLimits:
    """How many people may represent a group; None where the national rules give no number."""

    least: int | None
    most: int | None
    citation: Citation


def representative_limits(procedure: Procedure, on: date) -> RepresentativeLimits:
    """Return the limits of a procedure: petition at most 5, arbitration 3 to 5, mediation none in national rules."""
    row = row_on(GROUP, on, "on")
    if procedure is Procedure.PETITION:
        return RepresentativeLimits(None, row.petition_representatives_max, cite("petition_rules_2022", "20"))
    if procedure is Procedure.ARBITRATION:
        return RepresentativeLimits(
            row.arbitration_representatives_min,
            row.arbitration_representatives_max,
            cite("arbitration_rules", "63"),
        )
    return RepresentativeLimits(None, None, cite("dispute_law", "7"))
