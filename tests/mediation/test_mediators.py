"""Who mediates: another may be assigned, and the case is accepted once."""

from mediation import services
from offices.models import Staff


def _may_mediate(person, case):
    return Staff.objects.get(pk=person.pk).has_perm("cases.mediate_this_case", case)


def test_another_mediator_takes_the_place_of_the_first_and_the_day_of_acceptance_stays(matters):
    case, first, second = matters.mediating(), matters.staff["mediator"], matters.staff["mediator2"]
    row = services.current(case)
    accepted_on = row.accepted_on
    assert _may_mediate(first, case)
    services.assign_mediator(mediation=row, mediator=second, by=matters.staff["supervisor"], at=matters.at)
    row.refresh_from_db()
    assert (row.mediator, row.accepted_on) == (second, accepted_on)
    assert _may_mediate(second, case) and not _may_mediate(first, case)
    assert case.events.filter(name="mediation_accepted").count() == 1
    assert case.events.filter(name="mediator_assigned").count() == 2
