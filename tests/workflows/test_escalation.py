"""The ladder of an unaccepted complaint: yellow, red, the supervisor once, the prefecture after three working days."""

from datetime import timedelta

from clocks import due
from notices.models import Notice
from tests.workflows.conftest import open_item
from workflows.acts import intake
from workflows.models import WorkItem
from workflows.sweep import sweep


def test_an_unaccepted_complaint_climbs_the_ladder(filed, staff, instant):
    case = filed.case
    item = open_item(case, "decide_acceptance")
    assert due.state(item.clock, instant).lamp == "green"
    last_day = instant + timedelta(days=6)
    sweep(last_day)
    assert due.state(item.clock, last_day).lamp == "yellow"
    late = instant + timedelta(days=8)
    for _again in range(3):
        sweep(late)
    item.refresh_from_db()
    item.clock.refresh_from_db()
    assert due.state(item.clock, late).lamp == "red"
    assert item.clock.breached_at is not None
    told = Notice.objects.filter(case=case, template="clock_supervisor")
    assert [notice.to_staff.username for notice in told] == ["supervisor"]
    chases = WorkItem.objects.filter(case=case, node="chase_acceptance", closed_at__isnull=True)
    assert [chase.office_path for chase in chases] == ["62.6201.620102."]
    sweep(instant + timedelta(days=14))
    assert sorted(chases.values_list("office_path", flat=True)) == ["62.6201.", "62.6201.620102."]
    upper = Notice.objects.get(case=case, template="clock_upper_office")
    assert upper.to_staff.username == "city-supervisor"
    intake.accept(task=item, by=staff["intake"], at=instant + timedelta(days=15))
    assert not chases.all().exists()
