"""The access table as data: who may open which address, and in what relation to the case. Deny first.

`tests/contracts/test_policy.py` walks every URL, role and relation against this table; a URL without a row fails.
"""

from dataclasses import dataclass
from enum import StrEnum

from offices.rights import CASEWORK, OVERSIGHT, Right
from offices.second import Second
from workflows.acts import custody, query_code, supervision


class Audience(StrEnum):
    """Who is let in at all."""

    PUBLIC = "public"
    PROVEN = "proven"  # has proved a case by number and code, or by the verified phone
    INVITED = "invited"  # holds the token of an invitation or of a document
    STAFF = "staff"


class Relation(StrEnum):
    """What the address asks of the relation between the person and the case."""

    NONE = "none"
    READER = "reader"  # READ_CASE on the office that holds the case, and not recused
    PARTY = "party"  # the proven case and no other


@dataclass(frozen=True)
class Row:
    """One address: the audience, the rights of which one is needed, the relation to the case, the second person."""

    audience: Audience
    rights: tuple[Right, ...] = ()
    relation: Relation = Relation.NONE
    second: Second = Second.NOBODY


def _public() -> Row:
    return Row(Audience.PUBLIC)


def _staff(*rights: Right, relation: Relation = Relation.NONE, second: Second = Second.NOBODY) -> Row:
    return Row(Audience.STAFF, rights, relation, second)


def _party() -> Row:
    return Row(Audience.PROVEN, relation=Relation.PARTY)


_READER = _staff(relation=Relation.READER)

POLICY: dict[str, Row] = {
    "healthz": _public(),
    "livez": _public(),
    "readyz": _public(),
    "set_language": _public(),
    "desk:login": _public(),
    "desk:logout": _public(),
    "desk:queue": _staff(),
    "desk:search": _staff(),
    "desk:cases": _staff(Right.READ_CASE),
    "desk:staff": _staff(Right.ADMINISTER),
    "desk:decide_change": _staff(Right.ADMINISTER, second=Second.COLLEAGUE),
    "desk:dismiss": _staff(Right.ADMINISTER),
    "desk:person": _staff(Right.ADMINISTER),
    "desk:account": _staff(),
    "desk:end_sessions": _staff(),
    "desk:log": _staff(Right.AUDIT),
    "desk:looks": _staff(Right.AUDIT),
    "desk:task": _READER,
    "desk:claim": _READER,
    "desk:case": _READER,
    "desk:diagram": _READER,
    "desk:reveal": _staff(Right.REVEAL_PERSONAL_DATA, relation=Relation.READER),
    "desk:supervise": _staff(*supervision.extend.rights, relation=Relation.READER),
    "desk:custody": _staff(*custody.transfer.rights, relation=Relation.READER),
    "desk:add_evidence": _staff(Right.REGISTER_CASE, *CASEWORK, relation=Relation.READER),
    "desk:evidence": _READER,
    "desk:document": _READER,
    "desk:register": _staff(Right.REGISTER_CASE),
    "desk:register_petition": _staff(Right.REGISTER_PETITION),
    "desk:registered": _staff(Right.REGISTER_CASE, Right.REGISTER_PETITION, relation=Relation.READER),
    "desk:new_code": _staff(*query_code.issue_at_counter.rights, relation=Relation.READER),
    "desk:board": _staff(Right.SUPERVISE, Right.AUDIT),
    "desk:board_excel": _staff(Right.SUPERVISE, Right.AUDIT),
    "desk:board_heat": _staff(Right.SUPERVISE, Right.AUDIT),
    "desk:save_view": _staff(Right.SUPERVISE, Right.AUDIT),
    "desk:reassign": _staff(*supervision.reassign.rights),
    "desk:notices": _staff(),
    "desk:rules": _staff(Right.ADMINISTER),
    "desk:approve_rule": _staff(Right.ADMINISTER, second=Second.COLLEAGUE),
    "desk:calendar": _staff(Right.ADMINISTER),
    "desk:holiday_notice": _staff(Right.ADMINISTER, second=Second.COLLEAGUE),
    "desk:incidents": _staff(*OVERSIGHT),
    "desk:retry": _staff(*OVERSIGHT),
    "desk:training_clock": _staff(Right.ADMINISTER),
    "desk:deputies": _staff(Right.SUPERVISE),
    "portal:home": _public(),
    "portal:file": _public(),
    "portal:resume": _public(),
    "portal:step": _public(),
    "portal:remove_file": _public(),
    "portal:remove_worker": _public(),
    "portal:petition": _public(),
    "portal:track": _public(),
    "portal:track_by_phone": _public(),
    "portal:verify": _public(),
    "portal:verify_form": _public(),
    "portal:demo_messages": _public(),
    "portal:answer": Row(Audience.INVITED),
    "portal:invitation": Row(Audience.INVITED),
    "portal:leave": _public(),
    "portal:filed": _party(),
    "portal:case": _party(),
    "portal:document": _party(),
    "portal:supplement": _party(),
    "portal:road": _party(),
    "portal:payment": _party(),
    "portal:review": _party(),
    "portal:new_code": _party(),
    "portal:withdraw": _party(),
}
