"""Matters brought to a stage by the same acts that people take: what a test of one step begins from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from arrears.accounts import balance
from arrears.models import Payment
from arrears.plans import PlanItem, equal_instalments
from cases.models import Access, Case, Party
from offices.actors import Actor, staff_actor
from offices.errors import Refusal
from offices.models import Staff
from tests.workflows.conftest import WORKER, complaint, open_item
from workflows.acts import early_intervention, intake, mediation, petition, resolution
from workflows.filing import PetitionFiling, WorkerFacts
from workflows.services import file_complaint, file_petition

PAY_DAY = date(2026, 12, 15)
OPINION: Mapping[str, Any] = {"facts": "查明", "opinion": "不支持", "basis": "条例", "supports_claim": False}


def actor(party: Party) -> Actor:
    """The party as one who acts."""
    return Actor(kind="party", label=party.name, party_id=party.pk)


@dataclass
class Matters:
    """Makes matters at one instant with the made-up staff; each method goes on from the one before it.

    A complaint has at least `crew` workers.
    """

    staff: Mapping[str, Staff]
    at: datetime
    crew: int = 1

    def filed(self, workers: int = 1) -> Case:
        """A complaint of some workers, the first of several being their representative."""
        filing = complaint(workers=max(workers, self.crew))
        return file_complaint(filing=filing, by=WORKER, at=self.at).case

    def accepted(self, workers: int = 1) -> Case:
        """The respondent is to be contacted."""
        case = self.filed(workers)
        intake.accept(task=open_item(case, "decide_acceptance"), by=self.staff["intake"], at=self.at)
        return case

    def disputed(self, workers: int = 1) -> Case:
        """The worker is to choose a road."""
        case = self.accepted(workers)
        task = open_item(case, "contact_respondent")
        early_intervention.conclude_contact(
            task=task, by=self.staff["mediator"], at=self.at, outcome="disputed", note="对账不一致"
        )
        return case

    def proposed(self, workers: int = 1) -> Case:
        """The respondent is asked whether it agrees to mediation."""
        return self.on_road("mediation", workers)

    def on_road(self, road: str, workers: int = 1) -> Case:
        """The first worker has chosen a road."""
        case = self.disputed(workers)
        mediation.choose_road(task=open_item(case, "choose_road"), by=actor(worker_of(case)), at=self.at, road=road)
        return case

    def consented(self, workers: int = 1) -> Case:
        """Both sides agree; a mediator is to be assigned."""
        case = self.proposed(workers)
        mediation.record_consent(
            task=open_item(case, "seek_consent"), by=self.staff["mediator"], at=self.at, consents=True, how="电话"
        )
        return case

    def mediating(self, workers: int = 1) -> Case:
        """A mediator is at work."""
        case = self.consented(workers)
        mediation.assign_mediator(
            task=open_item(case, "assign_mediator"),
            by=self.staff["supervisor"],
            at=self.at,
            mediator=self.staff["mediator"],
        )
        return case

    def agreed(self, workers: int = 1, days: Sequence[date] = (PAY_DAY,)) -> Case:
        """An agreement with a plan is being performed."""
        case = self.mediating(workers)
        mediation.conclude_agreed(
            task=open_item(case, "mediate"),
            by=self.staff["mediator"],
            at=self.at,
            plan=plan(case, days),
            amounts=None,
            method="转账",
            default_clause="逾期转监察",
        )
        return case

    def reported(self, workers: int = 1, days: Sequence[date] = (PAY_DAY,)) -> list[Payment]:
        """The first instalment is said to be paid; the workers are asked."""
        return self.pay(self.agreed(workers, days))

    def pay(self, case: Case, number: int = 1) -> list[Payment]:
        """Report one instalment of a plan as paid today."""
        return resolution.report_instalment(
            case=case,
            by=staff_actor(self.staff["mediator"]),
            at=self.at,
            number=number,
            paid_on=self.at.date(),
            method="转账",
        )

    def closed(self, case: Case) -> Case:
        """The workers of an agreement have confirmed what they got, and the case is closed as paid."""
        for payment in self.pay(case):
            resolution.answer_payment(
                payment=payment, by=actor(payment.worker), at=self.at, received=True, through="phone"
            )
        task = open_item(case, "follow_performance")
        resolution.close_paid(task=task, by=self.staff["mediator"], at=self.at)
        return Case.objects.get(pk=case.pk)

    def petition(self, people: int = 1) -> Case:
        """A registered petition by a visit, whose route is to be decided."""
        names = tuple(WorkerFacts(name=f"来访人{chr(0x7532 + n)}", phone=f"+86137000000{n:02}") for n in range(people))
        filing = PetitionFiling(
            form="visit", division_code="620102", petitioners=names, people=people, claim="讨要工资", facts="工地欠薪"
        )
        return file_petition(filing=filing, by=Actor(kind="party", label="来访人"), at=self.at).case

    def handled(self, people: int = 1) -> Case:
        """A petition of class (6), on which an opinion is to be given."""
        case = self.petition(people)
        petition.decide_route(
            task=open_item(case, "decide_route"),
            by=self.staff["petition"],
            at=self.at,
            branch=6,
            route="petition",
            reason="其他",
        )
        return case

    def answered(self, people: int = 1) -> Case:
        """The handling opinion is served; the window for a review is open."""
        case = self.handled(people)
        petition.issue_opinion(
            task=open_item(case, "handle_petition"), by=self.staff["petition"], at=self.at, **OPINION
        )
        return case


def worker_of(case: Case, index: int = 0) -> Party:
    """A worker of a case in the order of filing."""
    return case.parties.filter(role="worker").order_by("pk")[index]


def plan(case: Case, days: Sequence[date] = (PAY_DAY,)) -> list[PlanItem]:
    """What is owed to each worker, in equal parts over the days."""
    return equal_instalments({row.worker: row.outstanding or row.claimed for row in balance(case).rows}, days)


def written(case: Case) -> tuple[Any, ...]:
    """All that is written about a case: its row, the rows that point at it, and those that point at them.

    Equal before and after a refusal. Looks aside: who opens a page has looked, whatever comes of it.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for near in Case._meta.related_objects:
        if near.related_model is Access:
            continue
        _note(rows, near, near.field.name, case)
        for far in near.related_model._meta.related_objects:
            _note(rows, far, f"{far.field.name}__{near.field.name}", case)
    return Case.objects.filter(pk=case.pk).values().get(), rows


def _note(rows: dict[str, list[dict[str, Any]]], relation: Any, path: str, case: Case) -> None:
    found = relation.related_model._base_manager.filter(**{path: case}).order_by("pk")
    rows[f"{relation.related_model.__name__} by {path}"] = list(found.values())


def refused(
    case: Case, act: Callable[[], object], error: type[Refusal] = Refusal, sentence: str | None = None
) -> Refusal:
    """Let an act be refused with a sentence, and hold that it has written nothing about the case."""
    before = written(case)
    with pytest.raises(error, match=sentence) as refusal:
        act()
    assert written(case) == before
    return refusal.value
