"""Every act is declared, and done by whom its declaration names: each role, in the office, elsewhere, or recused."""

import inspect
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

from cases.models import CLAIMANTS, Invitation, Party
from cases.services import recuse
from config.access_table import PLACES_OF_ACTS, markdown
from config.policy import POLICY
from offices import access
from offices.actors import SYSTEM, Actor
from offices.errors import NotPermitted
from offices.models import Office
from offices.role_groups import role_group
from offices.roles import ROLES
from offices.second import Second
from offices.services import appoint, hire
from tests.contracts.trials import TRIALS, name_of
from tests.contracts.words import english_in
from tests.factories import actor, worker_of
from tests.workflows.conftest import complaint
from workflows import incidents
from workflows.acts import administrators, early_intervention, query_code, supervision
from workflows.acts.base import ACTS, declare
from workflows.services import file_complaint, file_petition

ROOT = Path(__file__).resolve().parent.parent.parent
ELSEWHERE = "620902"
TRIED_BELOW = (
    administrators.ask,
    administrators.confirm,
    administrators.drop,
    query_code.issue_at_counter,
    query_code.issue_to_party,
    early_intervention.answer_invitation,
    supervision.dismiss,
    incidents.retry,
    incidents.retry_notices,
    file_complaint,
    file_petition,
)


def _undeclared():
    for module in PLACES_OF_ACTS:
        for name, found in vars(module).items():
            own = getattr(found, "__module__", "") == module.__name__
            if own and inspect.isfunction(found) and not name.startswith("_"):
                if "by" in inspect.signature(found).parameters:
                    yield f"{module.__name__}.{name}"


def test_every_act_is_declared_and_tried():
    assert list(_undeclared()) == []
    places = {module.__name__ for module in PLACES_OF_ACTS}
    acts = {f"workflows.acts.{path.stem}" for path in (ROOT / "workflows/acts").glob("*.py")}
    assert acts - {"workflows.acts.__init__", "workflows.acts.base"} <= places
    assert set(ACTS) == {name_of(trial.act) for trial in TRIALS} | {name_of(act) for act in TRIED_BELOW}


def test_an_act_that_nobody_may_do_is_no_act():
    with pytest.raises(ValueError, match="open to nobody"):
        declare()(lambda: None)


def test_the_page_says_what_is_declared():
    """`make docs` writes docs/access.md."""
    assert (ROOT / "docs/access.md").read_text("utf-8") == markdown()


def _elsewhere(place):
    other = Office.objects.filter(division_id=ELSEWHERE, kind=place.kind).first()
    return other or Office.objects.get(division_id=ELSEWHERE, kind=Office.Kind.HRSS)


def _may(ready, by):
    """Try the act as one who reads English, forget what it did; return whether it was permitted.

    What it leaves in rows is of no language but the one they are kept in.
    """
    try:
        with transaction.atomic():
            with translation.override("en"):
                ready.do(by)
            assert english_in(ready.case) == []
            transaction.set_rollback(True)
    except NotPermitted:
        return False
    return True


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: name_of(trial.act))
def test_each_role_and_relation_is_answered_as_declared(matters, trial):
    """Whoever has the right in the office may; not when recused, and not with the same right in another county."""
    ready = trial.ready(matters)
    rights, place = trial.rights(ready), ready.place()
    for role in ROLES:
        person = hire(username=f"try-{role}", name=role, office=place, password=None)
        person.groups.add(role_group(place, role))
        assert _may(ready, person) is bool(rights & ROLES[role].rights), role
        with transaction.atomic():
            recuse(case=ready.case, staff=person, reason="亲属", by=SYSTEM, at=matters.at)
            assert not _may(ready, person), role
            transaction.set_rollback(True)
        person.groups.set([role_group(_elsewhere(place), role)])
        access.forget(person)
        assert not _may(ready, person), role


TAKING_PARTIES = [trial for trial in TRIALS if trial.act.steps or trial.act.parties]


@pytest.mark.parametrize("trial", TAKING_PARTIES, ids=lambda trial: name_of(trial.act))
def test_each_party_is_answered_as_declared(matters, trial):
    ready = trial.ready(matters)
    for role in Party.Role:
        party = ready.case.parties.filter(role=role).order_by("pk").first() or Party.objects.create(
            case=ready.case, role=role, name="某某"
        )
        # Of several, one who stands for all: that nobody else withdraws for them is told elsewhere.
        Party.objects.filter(pk=party.pk).update(is_representative=True)
        assert _may(ready, actor(party)) is (role in trial.act.parties), role
    foreign = worker_of(matters.filed())
    assert _may(ready, actor(foreign)) is False
    assert _may(ready, Actor(kind="party", label="路人")) is False


def test_a_link_answers_for_the_other_side_only(matters):
    case = matters.accepted()
    for role in CLAIMANTS:
        party = case.parties.filter(role=role).first() or Party.objects.create(case=case, role=role, name="某某")
        link = Invitation.objects.create(
            party=party, token_hash=f"{role}", expires_at=matters.at, created_at=matters.at
        )
        with pytest.raises(NotPermitted):
            early_intervention.answer_invitation(invitation=link, at=matters.at, disputes=True, answer="x")


def test_acts_of_an_office_ask_for_its_right_there(matters, staff):
    person, at = staff["mediator"], matters.at
    local = hire(username="local", name="外县管理", office=_elsewhere(person.office), password=None)
    appoint(staff=local, office=local.office, role="administrator", by=None, at=at)
    for by in (staff["supervisor"], local):
        with pytest.raises(NotPermitted):
            supervision.dismiss(staff=person, by=by, at=at)
    for by in (staff["mediator"], staff["auditor"]):
        with pytest.raises(NotPermitted):
            incidents.retry(kind="job", key="1", by=by, at=at)
        with pytest.raises(NotPermitted):
            incidents.retry_notices(by=by, at=at)


@pytest.mark.parametrize("username", ["mediator", "auditor", "admin", "inspector"])
def test_a_counter_files_only_by_who_may_register(matters, username):
    filing = complaint()
    object.__setattr__(filing, "registered_by", matters.staff[username])
    with pytest.raises(NotPermitted):
        file_complaint(filing=filing, by=SYSTEM, at=matters.at)


def test_addresses_with_a_second_person():
    assert {name for name, row in POLICY.items() if row.second is Second.COLLEAGUE} == {
        "desk:approve_rule",
        "desk:decide_change",
        "desk:holiday_notice",
    }
