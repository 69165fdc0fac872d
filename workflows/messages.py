"""Who hears of an act: notices to the parties of a case and to staff. Keys make each effective once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from cases.models import CLAIMANTS, RESPONDENTS, Case, Party
from clocks import due, queries
from notices.services import post
from offices.memo import remembered
from offices.models import Office, Staff
from offices.people import nearest_with
from offices.rights import Right


def tracking_url() -> str:
    """Return the address of the public page where a case is followed."""
    return f"{settings.PUBLIC_URL}{reverse('portal:track')}"


def claimants(case: Case) -> list[Party]:
    """Return those to tell: the representatives when there are some, else every worker or petitioner; nobody twice."""
    parties = sorted((party for party in case.parties.all() if party.role in CLAIMANTS), key=lambda party: party.pk)
    told = [party for party in parties if party.is_representative] or parties
    # A petitioner may stand in the case once more, as a worker.
    workers = {party.phone_index for party in told if party.role == Party.Role.WORKER}
    return [party for party in told if party.role == Party.Role.WORKER or party.phone_index not in workers]


def phone_of(party: Party) -> object:
    """Return by what those who read the same messages are told apart: the phone, or the party that has none."""
    return party.phone_index or party.pk


def respondents(case: Case) -> list[Party]:
    """Return the other side."""
    return list(Party.objects.filter(case=case, role__in=RESPONDENTS).order_by("pk"))


def next_due(case: Case, rule: str, at: datetime) -> date | None:
    """Return the due day of a running clock of a case."""
    for clock in queries.running([case.pk]).get(case.pk, []):
        if clock.rule == rule:
            return due.state(clock, at).due_on
    return None


def _spoken(value: object, language: str) -> object:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    with translation.override(language):
        return str(value) if value is not None else "—"


def tell(
    parties: Iterable[Party], template: str, *, case: Case, at: datetime, occasion: str = "", **context: Any
) -> None:
    """Post one notice to each party, and to several parties of one phone one: that of the first.

    `occasion` tells apart two notices of one kind in one case.
    """
    full = {"number": case.number, "office": case.office.name, "url": tracking_url(), "phone": "12333", **context}
    spoken = {name: _spoken(value, case.language) for name, value in full.items()}
    told: dict[object, Party] = {}
    for party in parties:
        told.setdefault(phone_of(party), party)
    for party in told.values():
        key = f"{template}:{case.pk}:{party.pk}:{occasion or at.isoformat()}"
        post(key=key, template=template, context=spoken, at=at, case=case, to_party=party)


def tell_staff(
    people: Iterable[Staff],
    template: str,
    *,
    case: Case,
    at: datetime,
    occasion: str,
    not_before: datetime | None = None,
    **context: Any,
) -> None:
    """Post one notice to each member of staff, on their page."""
    full = {"number": case.number, "office": case.office.name, **context}
    spoken = {name: _spoken(value, "zh-hans") for name, value in full.items()}
    for person in people:
        key = f"{template}:{case.pk}:staff{person.pk}:{occasion}"
        post(key=key, template=template, context=spoken, at=at, case=case, to_staff=person, not_before=not_before)


def holders_of(right: Right, office: Office) -> list[Staff]:
    """Return the active staff who hold a right on an office itself, or on the nearest office above that has one."""
    return _holders_of(right, office.path)


@remembered
def _holders_of(right: Right, path: str) -> list[Staff]:
    return nearest_with(right, path)
