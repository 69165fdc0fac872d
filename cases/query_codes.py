"""The query code of a case: who it belongs to, whether one is right, and another in its place."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import codes, events
from cases.models import CLAIMANTS, Case, Party
from cases.services import lock_case
from offices.actors import Actor
from offices.errors import Refusal

MOST_A_DAY = 3
"""Codes issued again of one case within a day: by its party, and by staff."""

_NO_CASE = codes.hashed("")
"""What is compared for a number that does not exist, so that it takes as long."""


def owner_of(case: Case) -> Party | None:
    """Return whom number and query code were given to: the representative, or the one who filed."""
    parties = Party.objects.filter(case=case, role__in=CLAIMANTS)
    return parties.filter(is_representative=True).order_by("pk").first() or parties.order_by("pk").first()


def is_owner(party: Party) -> bool:
    """Tell whether the code is this person's, who may stand in the case twice: a petitioner, a worker."""
    owner = owner_of(party.case)
    same = Q(pk=owner.pk) | Q(phone_index=owner.phone_index) & ~Q(phone_index="") if owner else Q(pk__in=[])
    return Party.objects.filter(same, pk=party.pk, role__in=CLAIMANTS).exists()


def check_query_code(number: str, code: str) -> Case | None:
    """Return the case whose number and query code these are; takes as long for a number that does not exist."""
    case = Case.objects.filter(number=number.strip().upper()).first()
    if not codes.is_right(code, case.query_code_hash if case else _NO_CASE) or case is None:
        return None
    if codes.is_outdated(kept := case.query_code_hash):
        case.query_code_hash = codes.hashed(codes.plain(code))
        # Not over a code that was issued in this moment.
        Case.objects.filter(pk=case.pk, query_code_hash=kept).update(query_code_hash=case.query_code_hash)
    return case


def token_of_next(case: Case, by: Actor) -> str:
    """Return what a page carries so that its button, tapped twice, issues one code."""
    return codes.token_of_next(case.query_code_hash, f"{by.kind}:{by.staff_id or by.party_id}")


@transaction.atomic
def issue_again(*, case: Case, token: str, by: Actor, at: datetime, through: str | Promise) -> tuple[str, bool]:
    """Put another code in place of the one in force, which is void from now on; return it, and whether it is new.

    The same token again returns the same code and writes nothing. Who may, the caller has asked. Raises `Refusal` for
    a page that is no longer true, and after `MOST_A_DAY`.
    """
    locked = lock_case(case.pk)
    code, kept = codes.issued_again(token)
    if locked.query_code_hash == kept:
        return code, False
    if token != token_of_next(locked, by):
        raise Refusal(_("查询码已经换过了，请重新打开这一页。"), code="stale")
    lately = locked.events.filter(name="query_code_issued_again", actor_kind=by.kind, at__gt=at - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refusal(_("一天最多换%(most)s次查询码，请明天再来。") % {"most": MOST_A_DAY}, code="too_many_codes")
    Case.objects.filter(pk=locked.pk).update(query_code_hash=kept)
    events.append(locked, "query_code_issued_again", by=by, at=at, through=through)
    case.query_code_hash = kept
    return code, True
