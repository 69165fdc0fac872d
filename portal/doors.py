"""The public doors: rate limits per address, and the cases a session has proven."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest

from cases.models import Case, Party
from offices import throttle
from offices.actors import Actor
from offices.clock import now
from workflows.services import query_code_of

FILED = "filed"
"""Where the session keeps the numbers of what was filed in it; the codes are kept nowhere."""

PROVEN = "proven"
PROOF_LASTS = timedelta(hours=2)
CLAIMANTS = (Party.Role.WORKER, Party.Role.PETITIONER)


def limit(request: HttpRequest, door: str, *, tries: int, minutes: int, subject: str = "") -> None:
    """Count a try at a door by address (and by subject, when given). Raises TooManyAttempts."""
    at, window = now(), timedelta(minutes=minutes)
    throttle.hit(door, f"address:{request.META.get('REMOTE_ADDR', '')}", limit=tries * 3, window=window, at=at)
    if subject:
        throttle.hit(door, subject, limit=tries, window=window, at=at)


def prove(request: HttpRequest, case: Case, *, party: Party | None, by_phone: bool) -> None:
    """Remember that this session has proven a case, as which party, and whether by the verified phone."""
    proven: dict[str, Any] = request.session.get(PROVEN, {})
    proven[case.number] = {
        "party": party.pk if party else None,
        "phone": by_phone,
        "until": (now() + PROOF_LASTS).isoformat(),
    }
    request.session.cycle_key()  # a session id planted before the proof opens nothing after it
    request.session[PROVEN] = proven


def remember_filing(request: HttpRequest, case: Case) -> None:
    """Remember that a case was filed in this session, so that its receipt shows the query code."""
    request.session[FILED] = sorted({*request.session.get(FILED, []), case.number})


def code_of_filing(request: HttpRequest, case: Case) -> str:
    """Return the query code for whoever filed the case in this session; empty for anybody else."""
    return (query_code_of(case) or "") if case.number in request.session.get(FILED, []) else ""


def proof_of(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return the session's proof of a case. Raises Http404 without one, so that a number tells nothing."""
    proof: dict[str, Any] | None = request.session.get(PROVEN, {}).get(number)
    if proof is None or datetime.fromisoformat(proof["until"]) <= now():
        raise Http404
    return proof


def proven_case(request: HttpRequest, number: str) -> tuple[Case, Party | None]:
    """Return a proven case and the party the session stands for. Raises Http404."""
    proof = proof_of(request, number)
    case = Case.objects.select_related("office", "division").filter(number=number).first()
    if case is None:
        raise Http404
    party = Party.objects.filter(case=case, pk=proof["party"]).first() if proof["party"] else None
    return case, party and in_role(party, Party.Role.WORKER)


def in_role(party: Party, role: str) -> Party:
    """Return the same person's row in a role, or the party itself: a petitioner may be a worker of the same case."""
    if party.role == role or not party.phone_index:
        return party
    twin = Party.objects.filter(case=party.case_id, role=role, phone_index=party.phone_index).order_by("pk").first()
    return twin or party


def actor_of(party: Party) -> Actor:
    """Return the actor for a party."""
    return Actor(kind="party", label=party.name, party_id=party.pk)


def main_claimant(case: Case) -> Party | None:
    """Return whom the number and the query code were given to: the representative, or the one who filed."""
    parties = Party.objects.filter(case=case, role__in=CLAIMANTS)
    return parties.filter(is_representative=True).order_by("pk").first() or parties.order_by("pk").first()
