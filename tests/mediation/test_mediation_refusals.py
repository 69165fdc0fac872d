"""Mediation: facts -> refusal, and nothing was written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from arrears.plans import PlanItem
from cases.services import recuse
from mediation import services
from mediation.models import StaffInterest
from offices.actors import SYSTEM
from offices.errors import Refusal
from tests.factories import Matters, plan, worker_of, written
from tests.workflows.conftest import open_item
from workflows.acts import mediation as acts

AGREEMENT = {"method": "转账", "default_clause": "逾期转监察", "terms": ""}


def _assign(case, matters, mediator="mediator"):
    return services.assign_mediator(
        mediation=services.current(case),
        mediator=matters.staff[mediator],
        by=matters.staff["supervisor"],
        at=matters.at,
    )


def _agree(case, matters, items=None, **changes):
    return services.conclude_agreed(
        mediation=services.current(case),
        items=plan(case) if items is None else items,
        by=matters.staff["mediator"],
        at=matters.at,
        **AGREEMENT | changes,
    )


def _session(case, matters, starts_in=timedelta(days=3)):
    return services.set_session(
        mediation=services.current(case),
        starts_at=matters.at + starts_in,
        place="调解室",
        by=matters.staff["mediator"],
        at=matters.at,
    )


def _answer_again(case, matters):
    services.consent(
        mediation=services.current(case), side="respondent", consents=False, by=SYSTEM, at=matters.at, how="电话"
    )


def _item(case, **changes):
    return [PlanItem(**{"worker_id": worker_of(case).pk, "due_on": date(2026, 12, 1), "amount": Decimal(1)} | changes)]


def _fail(case, matters):
    services.conclude_failed(
        mediation=services.current(case), reason="不让步", by=matters.staff["mediator"], at=matters.at
    )


REFUSALS = [
    ("consented_and_assigned", "mediating", _answer_again, "mediation_refused", "已经答复过"),
    ("without_both_consents", "proposed", _assign, "mediation_refused", "双方都同意"),
    ("not_a_mediator", "consented", lambda c, m: _assign(c, m, "inspector"), "not_a_mediator", "不是本机构的调解员"),
    ("session_before_acceptance", "consented", _session, "mediation_refused", "还没有受理"),
    ("agreement_before_acceptance", "consented", _agree, "mediation_refused", "还没有受理"),
    ("failure_before_acceptance", "consented", _fail, "mediation_refused", "还没有受理"),
    ("session_now", "mediating", lambda c, m: _session(c, m, timedelta(0)), "mediation_refused", "现在之后"),
    ("no_items", "mediating", lambda c, m: _agree(c, m, []), "agreement_refused", "每个人"),
    ("a_stranger", "mediating", lambda c, m: _agree(c, m, _item(c, worker_id=0)), "agreement_refused", "不在本案"),
    (
        "yesterday",
        "mediating",
        lambda c, m: _agree(c, m, _item(c, due_on=date(2026, 11, 22))),
        "agreement_refused",
        "不能早于今天",
    ),
    ("no_method", "mediating", lambda c, m: _agree(c, m, method=" "), "agreement_refused", "付款方式"),
    ("no_default_clause", "mediating", lambda c, m: _agree(c, m, default_clause=""), "agreement_refused", "违约后果"),
    ("after_the_agreement", "agreed", _agree, "mediation_refused", "已经结束"),
]


@pytest.mark.parametrize(
    ("stage", "act", "code", "sentence"), [row[1:] for row in REFUSALS], ids=[r[0] for r in REFUSALS]
)
def test_refused_and_nothing_written(matters: Matters, stage, act, code, sentence):
    case = getattr(matters, stage)()
    before = written(case)
    with pytest.raises(Refusal) as refused:
        act(case, matters)
    assert refused.value.code == code
    assert sentence in str(refused.value)
    assert written(case) == before


def test_minutes_are_recorded_once(matters):
    case = matters.mediating()
    session = _session(case, matters)
    services.record_minutes(session=session, minutes="到场", by=matters.staff["mediator"], at=matters.at)
    before = written(case)
    with pytest.raises(services.MediationRefused, match="已经登记"):
        services.record_minutes(session=session, minutes="改口", by=matters.staff["mediator"], at=matters.at)
    session.refresh_from_db()
    assert session.minutes == "到场"
    assert written(case) == before


def test_today_is_early_enough_for_a_payment(matters):
    case = matters.mediating()
    assert _agree(case, matters, _item(case, due_on=matters.at.date())).items.count() == 1


@pytest.mark.parametrize("tie", ["recused", "name", "credit_code", "id_number"])
def test_who_has_an_interest_is_not_assigned(matters, tie):
    case, person = matters.consented(), matters.staff["mediator"]
    respondent, worker = case.parties.get(role="respondent"), worker_of(case)
    if tie == "recused":
        recuse(case=case, staff=person, reason="亲属", by=SYSTEM, at=matters.at)
    elif tie == "name":
        StaffInterest.objects.create(staff=person, organisation_name=respondent.name, relation="股东")
    elif tie == "credit_code":
        case.parties.filter(pk=respondent.pk).update(credit_code="91620000MA00000000")
        StaffInterest.objects.create(staff=person, credit_code="91620000MA00000000", relation="股东")
    else:
        case.parties.filter(pk=worker.pk).update(id_number_index="f" * 64)
        StaffInterest.objects.create(staff=person, id_number_index="f" * 64, relation="兄弟")
    before = written(case)
    with pytest.raises(services.ConflictOfInterest):
        acts.assign_mediator(
            task=open_item(case, "assign_mediator"), by=matters.staff["supervisor"], at=matters.at, mediator=person
        )
    assert written(case) == before
    assert not person.has_perm("cases.mediate_this_case", case)


def test_an_interest_in_somebody_else_is_no_conflict(matters):
    case, person = matters.consented(), matters.staff["mediator"]
    StaffInterest.objects.create(staff=person, organisation_name="别的公司", relation="股东")
    assert _assign(case, matters).mediator == person


def test_mediation_that_failed_is_not_offered_again(matters):
    case = matters.mediating()
    acts.conclude_failed(task=open_item(case, "mediate"), by=matters.staff["mediator"], at=matters.at, reason="不让步")
    assert acts.roads_open(case) == ["inspection", "arbitration"]
    before = written(case)
    with pytest.raises(Refusal) as refused:
        acts.choose_road(
            task=open_item(case, "choose_road"), by=matters.staff["mediator"], at=matters.at, road="mediation"
        )
    assert refused.value.field == "road"
    assert written(case) == before
