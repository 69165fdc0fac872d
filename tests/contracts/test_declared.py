"""Who reads what is declared at the thing itself; nothing stated is for the staff of the office only."""

import inspect

import pytest

from cases import events
from cases.events import EVENTS, Seen
from clocks import ladder
from clocks.ladder import Kind
from desk.tasks import ESCALATION_PAGE, PAGES
from desk.tasks.petition import WageClaimForm
from desk.views import custody, supervise
from documents.form import Audience, Form
from documents.forms import FORMS, forms_for
from law.rows import Who
from workflows.flows import PetitionFlow, WageComplaintFlow
from workflows.nodes import HumanTask

LIST_EVERY_SUM = {"receipt", "mediation_agreement", "order_to_pay"}


def test_a_form_that_states_nothing_is_for_the_office():
    silent = Form(code="new", title="新", mark="新", template="x.html", required={})
    assert silent.audience is Audience.OFFICE


def test_papers_that_list_every_sum_are_not_for_each_worker():
    assert set(forms_for(Audience.WHOLE)) == LIST_EVERY_SUM
    assert set(forms_for(Audience.PARTIES)).isdisjoint(LIST_EVERY_SUM)
    assert {code for code, form in FORMS.items() if {"workers", "items", "applicants"} & form.required.keys()} == set(
        forms_for(Audience.WHOLE)
    )


def test_an_event_that_states_nothing_is_for_the_office(monkeypatch):
    monkeypatch.setattr(events, "EVENTS", dict(EVENTS))
    monkeypatch.setattr(events, "_SEEN", dict(events._SEEN))
    events.register("planted", "x")
    assert "planted" in events.names_seen_by(Seen.OFFICE)
    assert "planted" not in events.names_seen_by(Seen.PARTIES)


def test_what_is_said_among_staff_is_not_on_a_party_s_timeline():
    shown = set(events.names_seen_by(Seen.PARTIES))
    assert shown | set(events.names_seen_by(Seen.OFFICE)) == set(EVENTS)
    among_staff = {
        "personal_data_revealed",
        "staff_recused",
        "contact_recorded",
        "minutes_recorded",
        "consent_given",
        "consent_refused",
        "jurisdiction_referred",
        "assistance_asked",
        "task_reassigned",
        "decision_made",
        "rung_fired",
        "clock_breached",
        "notice_failed",
    }
    assert among_staff <= set(EVENTS)
    assert shown.isdisjoint(among_staff)


@pytest.mark.parametrize("flow_class", [WageComplaintFlow, PetitionFlow], ids=lambda cls: cls.__name__)
def test_every_step_of_the_main_way_says_something_to_the_party(flow_class):
    steps = [node for node in flow_class.instance.nodes() if isinstance(node, HumanTask)]
    silent = [node.name for node in steps if not node.words and not node.is_escalation]
    assert silent == []
    assert [node.name for node in steps if node.words and node.is_escalation] == []


def test_whose_limit_it_is_must_be_stated_for_everybody():
    assert set(ladder._KIND_OF_WHO) == set(Who)
    for people in ((), (Who.COURT, Who.COURT)):
        with pytest.raises(ValueError, match="exactly one kind"):
            ladder._total({**ladder._WHOSE, Kind.ELSEWHERE: people})


@pytest.mark.parametrize("who", [Who.COURT, Who.POLICE, Who.ARBITRATION_COMMISSION, Who.GENERAL_CONTRACTOR])
def test_a_limit_of_others_is_no_duty_of_the_office(who):
    assert ladder._KIND_OF_WHO[who] is Kind.ELSEWHERE
    assert ladder.LADDERS[Kind.ELSEWHERE] == ()


MADE = {"amounts", "plan", "pay_by", "starts_at", "filing"}
"""What forms make of their fields for the act."""
CHOICES = [
    *(choice for page in (*PAGES.values(), ESCALATION_PAGE) for choice in page.choices),
    *supervise.CHOICES,
    *custody.CHOICES,
]


HANDED_ON = {"paid", "answer", "statutory", "petition", "elsewhere", "extend", "suspend", "resume"}
"""Choices whose page hands what it takes on to the act by a function of its own."""


def _hands_on(choice):
    return any(one.kind is one.VAR_KEYWORD for one in inspect.signature(choice.act).parameters.values())


def test_pages_that_hand_on_are_few():
    assert {choice.code for choice in CHOICES if _hands_on(choice)} == HANDED_ON


@pytest.mark.parametrize(
    "choice",
    [choice for choice in CHOICES if not _hands_on(choice)],
    ids=lambda choice: f"{choice.form_class.__name__}-{choice.code}",
)
def test_a_form_names_its_fields_as_its_act_does(choice):
    takes = inspect.signature(choice.act).parameters
    given = set(choice.form_class.base_fields) - set(choice.form_class.asked_only)
    needed = {name for name, parameter in takes.items() if parameter.default is parameter.empty}
    assert needed - {"task", "case", "by", "at"} <= given | MADE
    assert given <= set(takes) or choice.form_class is WageClaimForm, "which makes one filing of all"
