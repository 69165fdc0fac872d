"""Time goes uncounted, and a limit begins anew, only where the text says so."""

from datetime import datetime, timedelta

import pytest

from cases.models import Evidence
from clocks import due, grounds, services
from clocks.calendars import working_time
from clocks.errors import RestartRefused, SuspensionRefused
from law.limits import codes
from offices.actors import SYSTEM
from offices.clock import LEGAL_ZONE
from offices.errors import Refusal
from tests.small_office import make_case
from workflows.acts import supervision


def arm(case, house, rule, at):
    return services.arm(case=case, rule=rule, triggered_at=at, office=house.county)


def test_every_ground_names_rules_of_the_law():
    rules = {*grounds.GROUNDS, *grounds.RESTARTS, *grounds.RESTARTS.values()}
    rules |= {ground.source for rows in grounds.GROUNDS.values() for ground in rows}
    assert rules <= set(codes())
    assert all(ground.citation_zh for rows in grounds.GROUNDS.values() for ground in rows)


def test_a_supervisor_pauses_only_what_the_text_lets(case, house, monday):
    recheck = arm(case, house, "petition_recheck_decide", monday)
    handling = arm(case, house, "petition_handle", monday)
    paper = Evidence.objects.create(
        case=case, kind="other", sha256="0" * 64, content_type="image/png", size=1, original_name="x", added_at=monday
    )
    act = {"by": house.supervisor, "at": monday, "ground": "听证"}
    supervision.suspend(clock=recheck, paper=paper, **act)
    assert recheck.suspensions.get().paper == paper
    with pytest.raises(Refusal):
        supervision.suspend(clock=handling, **act)
    supervision.resume(clock=recheck, by=house.supervisor, at=monday + timedelta(days=3))
    assert recheck.suspensions.get().until_on == monday.date() + timedelta(days=3)


def test_a_paper_of_another_case_is_no_ground(case, house, monday):
    other = make_case(house.county, monday)
    paper = Evidence.objects.create(
        case=other, kind="other", sha256="1" * 64, content_type="image/png", size=1, original_name="y", added_at=monday
    )
    clock = arm(case, house, "petition_recheck_decide", monday)
    with pytest.raises(SuspensionRefused):
        services.suspend(clock=clock, ground="听证", by=SYSTEM, at=monday, paper=paper)


def test_a_new_claim_restarts_the_forty_five_days(case, house, monday):
    clock = arm(case, house, "arbitration_award", monday)
    later = monday + timedelta(days=20)
    again = services.restart(clock=clock, reason="增加仲裁请求", by=SYSTEM, at=later)
    clock.refresh_from_db()
    assert clock.stop_reason == "restarted"
    assert (again.rule, again.triggered_on) == ("arbitration_award", later.date())
    assert due.state(again, later).days_total == 45
    assert case.events.filter(name="clock_restarted").count() == 1
    with pytest.raises(RestartRefused):
        services.restart(clock=again, reason=" ", by=SYSTEM, at=later)
    with pytest.raises(RestartRefused):
        services.restart(clock=arm(case, house, "petition_handle", monday), reason="x", by=SYSTEM, at=later)


@pytest.mark.parametrize(
    ("at", "heard"),
    [
        ("2026-09-21T10:00", "2026-09-21T10:00"),  # a Monday
        ("2026-09-21T00:00", "2026-09-21T09:00"),
        ("2026-09-25T19:00", "2026-09-28T09:00"),  # Friday evening: the 25th is Mid-Autumn, a holiday
        ("2026-10-01T09:00", "2026-10-08T09:00"),  # National Day
        ("2026-10-10T09:00", "2026-10-10T09:00"),  # a Saturday turned into a working day
    ],
)
def test_people_hear_of_a_rung_when_offices_are_open(house, at, heard):
    instant, expected = (datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE) for text in (at, heard))
    assert working_time(instant, house.county.path) == expected
