"""The public doors: rate limits per address, and the cases a session has proven."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe
from typing import Any

from django.http import Http404, HttpRequest

from cases.models import Case, Party
from notices.phone_codes import check_code, send_code
from offices import throttle
from offices.actors import Actor
from offices.clock import now
from offices.keys import keyed_hash
from portal import devices
from workflows.services import query_code_of

PROVEN = "proven"
"""Where the session keeps which cases it has proven, and which of them it filed; the codes are kept nowhere."""

PROOF_LASTS = timedelta(hours=2)

CROWD, CROWD_OF_CODES = 1600, 400
"""Tries of one address within an hour: a site behind its Wi-Fi, a county behind one router, on the worst day."""

VISITS_OF_A_NETWORK = 5
"""How many visits of one network may together use up their tries at a door where a code can be guessed."""


def limit(
    request: HttpRequest,
    door: str,
    *,
    tries: int,
    minutes: int,
    subject: str = "",
    is_guess: bool = False,
    is_known: bool = False,
    crowd: int | None = None,
) -> None:
    """Count a try at a door by who tries: this visitor on the subject, if one is given, and the crowd at the address.

    A subject (a phone, a case number) is never counted by itself: a stranger could use up its tries. A visit ends with
    its cookie, so where a code can be guessed (`is_guess`) the visits of one network count together as well. Who is
    no stranger (`is_known`) is not of the crowd and not held up by it. The crowd has `CROWD` tries an hour unless it is
    told. Raises TooManyAttempts, which names the time.
    """
    at, window, address = now(), timedelta(minutes=minutes), request.META.get("REMOTE_ADDR", "")
    if not is_known:
        throttle.hit(door, f"address:{address}", limit=crowd or CROWD, window=timedelta(hours=1), at=at)
    who = f"{address}|{subject}" if subject else f"visitor:{visitor_of(request)}"
    throttle.hit(door, who, limit=tries, window=window, at=at)
    if is_guess:
        together = tries * VISITS_OF_A_NETWORK
        throttle.hit(door, f"network:{network_of(address)}", limit=together, window=window, at=at)


def visitor_of(request: HttpRequest) -> str:
    """Return a name of this browser's visit that nobody else can guess; it stays when the session is proven."""
    return str(request.session.setdefault("visitor", token_urlsafe(9)))


def send_phone_code(
    request: HttpRequest,
    *,
    phone: str,
    purpose: str,
    language: str,
    is_wanted: bool = True,
) -> None:
    """Send a code to a phone for this visit. Raises TooManyAttempts.

    Only a device that has proven the phone is known to it. Who holds the query code of a case need not be its worker,
    and waits like any stranger: else its codes would use up the worker's own.
    """
    device = devices.proven_by(request, phone)
    limit(request, "send_code", tries=8, minutes=30, is_known=bool(device), crowd=CROWD_OF_CODES)
    send_code(
        phone=phone,
        purpose=purpose,
        visitor=visitor_of(request),
        network=network_of(request.META.get("REMOTE_ADDR", "")),
        at=now(),
        language=language,
        is_wanted=is_wanted,
        device=device,
    )


def network_of(address: str) -> str:
    """Return the network of an address as far as one household or office has it: /24, and /48 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed  # a dual-stack socket shows IPv4 as ::ffff:…
    return str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def phone_code_is_right(request: HttpRequest, *, phone: str, code: str, purpose: str) -> bool:
    """Check a code that this visit asked for; a right one makes the device known to the phone. Raises TooManyAttempts.

    A code has five tries of its own; the limit here is the visit's, so that nobody behind the same router uses it up.
    """
    limit(request, "check_code", tries=20, minutes=30)
    is_right = check_code(phone=phone, code=code, purpose=purpose, visitor=visitor_of(request), at=now())
    if is_right:
        devices.remember(request, phone)
    return is_right


def prove(request: HttpRequest, case: Case, *, party: Party | None, by_phone: bool) -> None:
    """Remember that this session has proven a case, as which party, and whether by the verified phone.

    The session gets a new name: one planted before the proof opens nothing after it.
    """
    request.session.cycle_key()
    _remember(request, case, party=party, by_phone=by_phone, until=now() + PROOF_LASTS)


def filing_is_fresh(case: Case) -> bool:
    """Tell whether a case was filed so lately that the visit that filed it is still led to its receipt."""
    return case.received_at + PROOF_LASTS > now()


def prove_filing(request: HttpRequest, case: Case, *, party: Party | None) -> bool:
    """Remember that this session filed a case; False when that is too long ago. The receipt shows the query code.

    It ends `PROOF_LASTS` after the filing however often it is asked for. The session keeps its name: it got one when
    the page was begun that leads here.
    """
    if not filing_is_fresh(case):
        return False
    until = case.received_at + PROOF_LASTS
    _remember(request, case, party=party, by_phone=True, until=until, has_filed=True)
    return True


def _remember(
    request: HttpRequest, case: Case, *, party: Party | None, by_phone: bool, until: datetime, has_filed: bool = False
) -> None:
    proven: dict[str, Any] = request.session.get(PROVEN, {})
    proven[case.number] = {
        "party": party.pk if party else None,
        "phone": by_phone,
        "code": _mark(case),
        "until": until.isoformat(),
        "filed": has_filed,
    }
    request.session[PROVEN] = proven


def _mark(case: Case) -> str:
    return keyed_hash(case.query_code_hash, purpose="query code of a visit")[:16]


def code_of_filing(request: HttpRequest, case: Case) -> str:
    """Return the query code for whoever filed the case in this session. Raises Http404 without a proof of the case."""
    return (query_code_of(case) or "") if proof_of(request, case.number).get("filed") else ""


def proof_of(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return the session's proof of a case. Raises Http404 without one, so that a number tells nothing."""
    proof: dict[str, Any] | None = request.session.get(PROVEN, {}).get(number)
    if proof is None or datetime.fromisoformat(proof["until"]) <= now():
        raise Http404
    return proof


def proven_case(request: HttpRequest, number: str) -> tuple[Case, Party | None]:
    """Return a proven case and the party the session stands for. Raises Http404.

    What was opened with a query code closes when another is issued in its place.
    """
    proof = proof_of(request, number)
    case = Case.objects.select_related("office", "division").filter(number=number).first()
    if case is None or not (proof["phone"] or proof.get("code") == _mark(case)):
        raise Http404
    party = Party.objects.filter(case=case, pk=proof["party"]).first() if proof["party"] else None
    return case, party and in_role(party, Party.Role.WORKER)


def proven_party(request: HttpRequest, number: str) -> tuple[Case, Party]:
    """Return a proven case and the party the session stands for. Raises Http404 also when it stands for nobody."""
    case, party = proven_case(request, number)
    if party is None:
        raise Http404
    return case, party


def in_role(party: Party, role: str) -> Party:
    """Return the same person's row in a role, or the party itself: a petitioner may be a worker of the same case."""
    if party.role == role or not party.phone_index:
        return party
    twin = Party.objects.filter(case=party.case_id, role=role, phone_index=party.phone_index).order_by("pk").first()
    return twin or party


def actor_of(party: Party) -> Actor:
    """Return the actor for a party."""
    return Actor(kind="party", label=party.name, party_id=party.pk)
