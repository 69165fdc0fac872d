"""The lists of colleagues on forms ask a constant number of questions, however many people the province has."""

from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType

from desk.board.views import colleagues
from desk.tasks.mediation import AssignForm
from desk.views.supervise import ReassignForm
from offices.models import Office

CASE = SimpleNamespace(office_path="62.6201.620102.")


def test_the_lists_of_colleagues_ask_once(matters, staff, django_assert_num_queries):
    case = matters.accepted()
    ContentType.objects.get_for_model(Office)
    with django_assert_num_queries(1):
        mediators = set(AssignForm(case=CASE).fields["mediator"].queryset)
    assert {staff["mediator"], staff["mediator2"]} <= mediators
    assert staff["intake"] not in mediators
    with django_assert_num_queries(2):  # what is open, and who may do it
        able = set(ReassignForm(case=case).fields["to"].queryset)
    assert able == {staff["intake"], staff["mediator"], staff["mediator2"]}


def test_a_bulk_is_offered_only_to_who_may_do_a_step_here(staff):
    offered = set(colleagues(staff["supervisor"]))
    assert offered >= {staff[name] for name in ("intake", "mediator", "mediator2", "inspector", "supervisor")}
    assert staff["city-supervisor"] in offered, "who holds the right on the office above"
    assert not offered & {staff["auditor"], staff["admin"]}
    assert set(colleagues(staff["intake"])) == set(), "who supervises nothing hands nothing on"
