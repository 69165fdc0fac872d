"""Filing: from what somebody typed, anywhere, to a case with its process, clocks, receipt and notices."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from arrears.models import ClaimLine
from arrears.services import record_claim, record_employments, set_project
from cases import codes, events
from cases.models import CLAIMANTS, Case, Party
from cases.services import add_evidence_of_filing, add_parties, number_case, open_case
from clocks import services as clock_services
from documents.models import Document
from notices.services import in_bulk as notices_in_bulk
from offices.actors import Actor
from offices.errors import Refusal
from offices.models import Division, Office, Staff
from offices.rights import Right
from petitions.services import register
from workflows import engine, messages, papers, queue
from workflows.acts.base import declare
from workflows.filing import (
    ComplaintFiling,
    FileFacts,
    OrganisationFacts,
    PetitionFiling,
    WorkerFacts,
)
from workflows.models import WorkItem

ORGANISATIONS = {
    "respondent": Party.Role.RESPONDENT,
    "labour_contractor": Party.Role.LABOUR_CONTRACTOR,
    "general_contractor": Party.Role.GENERAL_CONTRACTOR,
    "construction_unit": Party.Role.CONSTRUCTION_UNIT,
}
EMPLOYMENT_FIELDS = (
    "trade",
    "started_on",
    "ended_on",
    "still_working",
    "pay_basis",
    "rate",
    "has_written_contract",
)
PERSON_FIELDS = ("phone", "phone_verified_at", "id_number", "bank_account", "address", "is_representative")
COLLECTIVE = 10


@dataclass(frozen=True)
class Filed:
    """What a filing came to. A repeated submit finds the same case and, where it can be told again, the same code."""

    case: Case
    query_code: str | None
    receipt: Document | None


def _office_for(division_code: str, *kinds: str) -> Office:
    """Return the office of a division, of the first kind it has; of the division above where it has none."""
    division: Division | None = Division.objects.select_related("parent").filter(pk=division_code).first()
    while division is not None:
        found = {office.kind: office for office in Office.objects.filter(division=division, is_active=True)}
        for kind in kinds:
            if kind in found:
                return found[kind]
        division = division.parent
    raise Refusal(_("请选择事发的县区。"), field="division")


def _summary(workers: Sequence[WorkerFacts], respondent: str) -> str:
    name, count = workers[0].name, len(workers)
    if count > 1:
        return _("%(name)s等%(count)s人诉%(respondent)s欠薪") % {"name": name, "count": count, "respondent": respondent}
    return _("%(name)s诉%(respondent)s欠薪") % {"name": name, "respondent": respondent}


def _person(facts: WorkerFacts, role: str) -> dict[str, Any]:
    return {"role": role, "name": facts.name, **{name: getattr(facts, name) for name in PERSON_FIELDS}}


def _add_workers(case: Case, workers: Sequence[WorkerFacts], by: Actor, at: datetime) -> None:
    people = add_parties(case=case, people=[_person(facts, Party.Role.WORKER) for facts in workers], by=by, at=at)
    terms = [{name: getattr(facts, name) for name in EMPLOYMENT_FIELDS} for facts in workers]
    record_employments(facts=list(zip(people, terms, strict=True)))
    lines: list[ClaimLine] = []
    for worker, facts in zip(people, workers, strict=True):
        lines += [
            ClaimLine(
                worker=worker,
                kind=line.kind,
                period_from=line.period_from,
                period_to=line.period_to,
                claimed_amount=line.amount,
                trace=line.trace,
            )
            for line in facts.lines
        ]
    record_claim(case=case, lines=lines, by=by, at=at)


def _add_organisations(case: Case, filing: ComplaintFiling, by: Actor, at: datetime) -> None:
    named = [(role, getattr(filing, name)) for name, role in ORGANISATIONS.items()]
    given: list[tuple[str, OrganisationFacts]] = [(role, facts) for role, facts in named if facts is not None]
    add_parties(case=case, people=[{"role": role, **asdict(facts)} for role, facts in given], by=by, at=at)


def _add_files(case: Case, files: Sequence[FileFacts], by: Actor, at: datetime) -> None:
    party = Party.objects.filter(case=case, role__in=CLAIMANTS).order_by("pk").first()
    add_evidence_of_filing(case=case, files=[(file.kind, file) for file in files], by=by, at=at, party=party)


def _record_complaint(case: Case, filing: ComplaintFiling, by: Actor, at: datetime) -> None:
    if not filing.workers:
        raise Refusal(_("至少要有一名劳动者。"), field="workers")
    _add_workers(case, filing.workers, by, at)
    _add_organisations(case, filing, by, at)
    if filing.project is not None:
        set_project(case=case, division=case.division, **asdict(filing.project))
    _add_files(case, filing.files, by, at)
    case.urgent = len(filing.workers) >= COLLECTIVE
    case.save(update_fields=["urgent"])
    _arm_limitation(case, filing.workers, at)


def _arm_limitation(case: Case, workers: Sequence[WorkerFacts], at: datetime) -> None:
    """Let the worker's one year for arbitration run from this complaint, which interrupts it (Order 33 art. 27)."""
    if any(worker.ended_on for worker in workers):
        clock_services.arm(case=case, rule="arbitration_limitation_wage", triggered_at=at, office=case.office)


def _existing(submission_key: str | None) -> Filed | None:
    case = Case.objects.filter(submission_key=submission_key).first() if submission_key else None
    if case is None:
        return None
    receipt = case.documents.filter(form="receipt").order_by("pk").first()
    return Filed(case, query_code_of(case), receipt)


def is_repeated(submission_key: str) -> bool:
    """Say whether this filing was taken already: a second tap, or a tap whose answer was lost."""
    return Case.objects.filter(submission_key=submission_key).exists()


def query_code_of(case: Case) -> str | None:
    """Return the code that a filing was given, as long as it is the one in force; None once it was issued anew."""
    code = codes.code_of_submission(case.submission_key) if case.submission_key else ""
    return code if code and codes.is_right(code, case.query_code_hash) else None


def _once(submission_key: str | None, file: Any) -> Filed:
    """File once per key: a double tap, also on two connections at once, finds the case of the first."""
    if found := _existing(submission_key):
        return found
    try:
        with transaction.atomic():
            return file()  # type: ignore[no-any-return]
    except IntegrityError:
        if found := _existing(submission_key):
            return found
        raise


@declare(rights=(Right.REGISTER_CASE,), public=True)
def file_complaint(*, filing: ComplaintFiling, by: Actor, at: datetime) -> Filed:
    """File a wage-arrears complaint and return case, query code and receipt. Raises Refusal naming the field."""

    def file() -> Filed:
        if filing.registered_by is not None:
            file_complaint.require_somewhere(filing.registered_by, at)
        with translation.override(filing.language), queue.moment(at):
            case, code = _open(filing, Case.Kind.WAGE_COMPLAINT, filing.channel, Office.Kind.HRSS, by, at)
            with events.in_bulk([case.pk]), notices_in_bulk():
                _record_complaint(case, filing, by, at)
                case.summary = _summary(filing.workers, filing.respondent.name)[:120]
                case.facts, case.request = filing.facts, filing.request
                case.save(update_fields=["summary", "facts", "request"])
                return _begin(case, code, filing, "complaint_received", "inspection_accept", by, at)

    return _once(filing.submission_key, file)


def _open(filing: Any, kind: str, channel: str, office_kind: str, by: Actor, at: datetime) -> tuple[Case, str]:
    office = _office_for(filing.division_code, office_kind, Office.Kind.HRSS)
    return open_case(
        kind=kind,
        channel=channel,
        office=office,
        division=Division.objects.get(pk=filing.division_code),
        received_at=at,
        by=by,
        language=filing.language,
        submission_key=filing.submission_key,
        registered_by=filing.registered_by,
    )


def _begin(case: Case, code: str, filing: Any, template: str, rule: str, by: Actor, at: datetime) -> Filed:
    """Start the process; then, when all else is written, take the numbers that others wait for, and tell."""
    engine.start(case)
    case.refresh_from_db()
    due_on, told = messages.next_due(case, rule, at), messages.claimants(case)
    fields = papers.receipt_fields(case, at)
    number_case(case=case, by=by, at=at)
    receipt = papers.receipt(case=case, fields=fields, by=filing.registered_by, at=at)
    messages.tell(told, template, case=case, at=at, due=due_on)
    return Filed(case, code, receipt)


@declare(steps=("decide_route",))
def record_wage_claim(*, task: WorkItem, filing: ComplaintFiling, by: Staff, at: datetime) -> None:
    """Record the wage claim of a petition whose route is being decided, so that it can go the statutory way.

    Raises Refusal when the claim is recorded already.
    """
    with record_wage_claim.acting(task, by=by, at=at) as act:
        if Party.objects.filter(case=act.case, role=Party.Role.WORKER).exists():
            raise Refusal(_("欠薪情况已经登记。"), code="claim_recorded")
        _record_complaint(act.case, filing, act.actor, at)


CHANNEL_OF_FORM = {"web": "web", "letter": "letter", "visit": "visit", "call": "phone"}


@declare(rights=(Right.REGISTER_PETITION,), public=True)
def file_petition(*, filing: PetitionFiling, by: Actor, at: datetime) -> Filed:
    """Register a petition at once (art. 21); a wage matter is recorded with its claim. Raises Refusal."""

    def file() -> Filed:
        if filing.registered_by is not None:
            file_petition.require_somewhere(filing.registered_by, at)
        with translation.override(filing.language), queue.moment(at):
            channel = CHANNEL_OF_FORM[filing.form]
            case, code = _open(filing, Case.Kind.PETITION, channel, Office.Kind.PETITION, by, at)
            case.summary = (_("信访：") + filing.claim)[:120]
            case.facts, case.request = filing.facts, filing.claim
            case.headcount = max(1, filing.people)
            case.save(update_fields=["summary", "facts", "request", "headcount"])
            with events.in_bulk([case.pk]), notices_in_bulk():
                register(
                    case=case,
                    form=filing.form,
                    people=filing.people,
                    claim=filing.claim,
                    representatives=len(filing.petitioners),
                    by=by,
                    at=at,
                )
                people = [_person(facts, Party.Role.PETITIONER) for facts in filing.petitioners]
                add_parties(case=case, people=people, by=by, at=at)
                if filing.complaint is not None:
                    _record_complaint(case, replace(filing.complaint, files=()), by, at)
                    case.summary = (_("信访：") + _summary(filing.complaint.workers, filing.complaint.respondent.name))[
                        :120
                    ]
                    case.save(update_fields=["summary"])
                _add_files(case, filing.files, by, at)
                return _begin(case, code, filing, "petition_received", "petition_receipt_notice", by, at)

    return _once(filing.submission_key, file)


def total_of(workers: Sequence[WorkerFacts]) -> Decimal:
    """Return what workers claim together (yuan)."""
    return sum((line.amount for worker in workers for line in worker.lines), Decimal("0.00"))
