"""`docs/access.md`: the addresses of the policy table and the acts with what each declares."""

from collections.abc import Iterable

from cases.models import Party
from config.policy import POLICY, Audience, Relation, Row
from offices.rights import Right
from offices.roles import ROLES
from offices.second import Second
from workflows import incidents, services
from workflows.acts import (
    administrators,
    custody,
    early_intervention,
    intake,
    mediation,
    petition,
    query_code,
    resolution,
    supervision,
)
from workflows.acts.base import ACTS, Declared
from workflows.engine import STEPS
from workflows.flows import PetitionFlow, WageComplaintFlow

PLACES_OF_ACTS = (
    administrators,
    query_code,
    custody,
    early_intervention,
    intake,
    mediation,
    petition,
    resolution,
    supervision,
    incidents,
    services,
)
"""The modules in which acts are declared; loading them fills `ACTS`."""

WHO = {
    Audience.PUBLIC: "anybody",
    Audience.PROVEN: "who has proven the case",
    Audience.INVITED: "who holds the link or its session",
    Audience.STAFF: "staff",
}
RELATIONS = {
    Relation.NONE: "",
    Relation.READER: "may read the case, not recused",
    Relation.PARTY: "that case and no other",
}
SECONDS = {
    Second.NOBODY: "",
    Second.WORKER: "the worker's own answer, which an officer may write down",
    Second.COLLEAGUE: "another person with the right",
}
HEAD = """# Who may do what

Written by `make docs` from the declarations (`config/policy.py`, `workflows/acts`); a test fails when it is old.
A right is held on an office and covers the offices below. Whoever is recused from a case does nothing in it.
"""


def right_of_step(step: str) -> Right:
    """Return the right that a step of the flows asks for."""
    flow = next(flow for flow in (WageComplaintFlow, PetitionFlow) if hasattr(flow, step))
    return Right(flow.instance.node(step).right)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(head: str, rows: Iterable[str]) -> str:
    titles = head.split(", ")
    return "\n".join([_row(titles), _row("---" for _title in titles), *rows]) + "\n"


def _address(name: str, row: Row) -> str:
    return _row([f"`{name}`", WHO[row.audience], ", ".join(row.rights), RELATIONS[row.relation], SECONDS[row.second]])


def _where(act: Declared[..., object]) -> str:
    if act.steps == STEPS:
        return "any step: free, or one's own"
    return ", ".join(f"`{step}`" for step in act.steps) or "the case or office it is about"


def _rights(act: Declared[..., object]) -> str:
    if act.steps == STEPS:
        return "that of the step"
    return ", ".join(sorted({*act.rights, *(right_of_step(step) for step in act.steps)}))


def _parties(act: Declared[..., object]) -> str:
    return "anybody" if act.public else ", ".join(Party.Role(role).value for role in act.parties)


def _act(name: str, act: Declared[..., object]) -> str:
    return _row([f"`{name}`", _where(act), _rights(act), _parties(act), SECONDS[act.second]])


def _role(code: str) -> str:
    return _row([f"{ROLES[code].title}", f"`{code}`", ", ".join(sorted(ROLES[code].rights))])


def markdown() -> str:
    """Return the page."""
    return "\n".join(
        [
            HEAD,
            "## Roles\n",
            _table("role, code, rights", (_role(code) for code in sorted(ROLES))),
            "## Acts\n",
            _table(
                "act, step, right of staff (one of), parties, second person",
                (_act(name, ACTS[name]) for name in sorted(ACTS)),
            ),
            "## Addresses\n",
            _table(
                "address, who, right (one of), relation, second person",
                (_address(name, POLICY[name]) for name in sorted(POLICY)),
            ),
        ]
    )
