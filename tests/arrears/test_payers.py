"""Who must pay, by what is known of a case; nobody is named where too little is known."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from arrears.liability import payers_of
from arrears.models import Employment
from cases.models import Case, Party
from tests.workflows.conftest import WORKER, complaint
from workflows.filing import OrganisationFacts, ProjectFacts
from workflows.services import file_complaint


def _filed(instant, **changes):
    return file_complaint(filing=replace(complaint(), **changes), by=WORKER, at=instant).case


def _named(case):
    return {payer.name for payer in payers_of(Case.objects.get(pk=case.pk))}


@pytest.fixture
def matter(staff, instant):
    return _filed(instant, construction_unit=OrganisationFacts(name="某某建设单位"))


def test_on_a_site_the_contractor_and_who_has_not_paid_the_works_stand_beside_the_employer(matter):
    assert _named(matter) == {"兰州某某劳务有限公司", "甘肃某某建设集团", "某某建设单位"}


def test_who_has_paid_the_works_in_time_need_not_advance(staff, instant):
    project = ProjectFacts(name="某某路桥工程", section="第三标段", works_price_unpaid=False)
    owner = OrganisationFacts(name="某某建设单位")
    assert "某某建设单位" not in _named(_filed(instant, construction_unit=owner, project=project))


@pytest.mark.parametrize("gone", [{"general_contractor": None}, {"project": None}])
def test_without_a_contractor_or_a_site_the_employer_alone_pays(staff, instant, gone):
    assert _named(_filed(instant, **gone)) == {"兰州某某劳务有限公司"}


def test_an_owner_without_a_contractor_stands_behind_the_employer(staff, instant):
    case = _filed(instant, general_contractor=None, construction_unit=OrganisationFacts(name="某某建设单位"))
    assert _named(case) == {"兰州某某劳务有限公司", "某某建设单位"}


def test_a_labour_contractor_is_the_employer_where_no_other_is_named(matter):
    matter.parties.filter(role=Party.Role.RESPONDENT).update(role=Party.Role.LABOUR_CONTRACTOR)
    assert "兰州某某劳务有限公司" in _named(matter)


def test_a_reason_is_given_in_the_reader_s_language(matter):
    with translation.override("en"):
        english = [str(payer) for payer in payers_of(matter)]
    chinese = [str(payer) for payer in payers_of(matter)]
    assert all("：" in line for line in chinese + english)
    assert all(line.split("：")[1].isascii() for line in english)
    assert not any(line.split("：")[1].isascii() for line in chinese)


def test_nobody_is_named_where_nobody_is_known(matters):
    assert payers_of(matters.petition()) == []


def test_nobody_is_named_by_rules_that_did_not_exist_yet(matter):
    Employment.objects.filter(case=matter).update(started_on=date(1980, 1, 1), ended_on=date(1980, 9, 30))
    assert payers_of(matter) == []


def test_the_day_of_the_complaint_counts_while_the_work_goes_on(matter):
    Employment.objects.filter(case=matter).update(ended_on=None, still_working=True)
    assert "甘肃某某建设集团" in _named(matter)
