"""The lists of colleagues on forms are asked in one query, however many people the province has."""

from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType

from desk.tasks.mediation import AssignForm
from desk.views.supervise import ReassignForm
from offices.models import Office

CASE = SimpleNamespace(office_path="62.6201.620102.")


def test_the_lists_of_colleagues_ask_once(staff, django_assert_num_queries):
    ContentType.objects.get_for_model(Office)
    with django_assert_num_queries(1):
        mediators = set(AssignForm(case=CASE).fields["mediator"].queryset)
    assert {staff["mediator"], staff["mediator2"]} <= mediators
    assert staff["intake"] not in mediators
    with django_assert_num_queries(1):
        able = set(ReassignForm(case=CASE).fields["to"].queryset)
    assert {staff["intake"], staff["mediator"]} <= able
    assert staff["auditor"] not in able
