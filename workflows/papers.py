"""What goes into the legal forms of an act: facts of the case in the order the form asks for."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from arrears.models import Instalment
from cases.models import CLAIMANTS, Case, Party
from clocks import due, queries
from documents.models import Document
from documents.services import issue
from mediation.models import Agreement
from offices.clock import legal_day
from offices.language import law_language
from offices.models import Office, Staff
from petitions.models import Opinion

LEVELS = {Opinion.Level.HANDLING: "handle", Opinion.Level.REVIEW: "review", Opinion.Level.RECHECK: "recheck"}


def _names(parties: Sequence[Party]) -> str:
    names = [party.name for party in parties]
    shown = "、".join(names[:3])
    return shown if len(names) <= 3 else _("%(names)s等%(count)s人") % {"names": shown, "count": len(names)}


def _workers(case: Case) -> list[Party]:
    return list(Party.objects.filter(case=case, role__in=CLAIMANTS).order_by("pk"))


def _respondent(case: Case) -> Party | None:
    return Party.objects.filter(case=case, role=Party.Role.RESPONDENT).first()


def dates_of(case: Case, at: datetime) -> list[dict[str, str]]:
    """Return the running limits of a case: title and day."""
    rows = []
    for clock in queries.running([case.pk]).get(case.pk, []):
        state = due.state(clock, at)
        if state.due_on is not None:
            rows.append({"title": due.title_of(clock, law_language(case.language)), "on": state.due_on.isoformat()})
    return rows


def receipt_fields(case: Case, at: datetime) -> dict[str, Any]:
    """Return what the receipt of a filing says."""
    with translation.override(case.language):
        respondent = _respondent(case)
        fields: dict[str, Any] = {
            "applicants": _names(_workers(case)),
            "matter": case.summary or case.get_kind_display(),
            "received_on": legal_day(case.received_at),
            "dates": dates_of(case, at),
            "headcount": str(case.headcount),
            "channel": case.get_channel_display(),
        }
        if respondent:
            fields["respondent"] = respondent.name
        if case.claimed_total:
            fields["amount"] = case.claimed_total
        return fields


def receipt(*, case: Case, fields: dict[str, Any], by: Staff | None, at: datetime) -> Document:
    """Issue the receipt of a filing. The query code is added only to the copy handed out."""
    with translation.override(case.language):
        return issue(case=case, form="receipt", fields=fields, by=by, at=at, language=case.language)


def acceptance(*, case: Case, by: Staff, at: datetime) -> Document:
    """Issue the notice of acceptance."""
    with translation.override(case.language):
        respondent = _respondent(case)
        fields = {
            "recipient": _names(_workers(case)),
            "matter": case.summary,
            "received_on": legal_day(case.received_at),
            "accepted_on": legal_day(at),
            "basis": _("《保障农民工工资支付条例》第十条、《关于实施〈劳动保障监察条例〉若干规定》第十八条"),
            "dates": dates_of(case, at),
            "respondent": respondent.name if respondent else "",
            "officer": by.name,
            "phone": case.office.phone,
        }
        return issue(case=case, form="acceptance_notice", fields=fields, by=by, at=at, language=case.language)


def refusal(*, case: Case, reason: str, competent_office: str, by: Staff, at: datetime) -> Document:
    """Issue the notice of refusal with the way on."""
    with translation.override(case.language):
        fields = {
            "recipient": _names(_workers(case)),
            "matter": case.summary,
            "received_on": legal_day(case.received_at),
            "reason": reason,
            "basis": _("《关于实施〈劳动保障监察条例〉若干规定》第十八条"),
            "remedy": _("可以向%(office)s提出；不服的，可以依法申请行政复议或者提起行政诉讼。")
            % {"office": competent_office},
            "competent_office": competent_office,
        }
        return issue(case=case, form="refusal_notice", fields=fields, by=by, at=at, language=case.language)


def _items(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"worker": row.worker.name, "number": row.number, "due_on": row.due_on.isoformat(), "amount": str(row.amount)}
        for row in rows
    ]


def agreement(*, case: Case, agreement: Agreement, by: Staff, at: datetime) -> Document:
    """Issue the mediation agreement with every instalment of every worker."""
    with translation.override(case.language):
        rows = list(agreement.items.select_related("worker").order_by("worker_id", "number"))
        workers = list({row.worker_id: row.worker for row in rows}.values())
        respondent = _respondent(case)
        total = sum((row.amount for row in rows), Decimal(0))
        fields = {
            "workers": [{"name": worker.name, "id_number": worker.masked_id_number} for worker in workers],
            "respondent": {"name": respondent.name if respondent else "—"},
            "requests": case.request or _("支付拖欠的工资"),
            "result": agreement.terms or _("被申请人按下表向每名申请人本人支付工资。"),
            "items": _items(rows),
            "total": total,
            "method": agreement.method,
            "mediator": by.name,
            "agreed_on": agreement.effective_on,
            "default_clause": agreement.default_clause,
            "facts": case.facts,
        }
        return issue(case=case, form="mediation_agreement", fields=fields, by=by, at=at, language=case.language)


def order(*, case: Case, debtor: Party, facts: str, pay_by: date, by: Staff, at: datetime) -> Document:
    """Issue the order to pay with the sum of each worker."""
    with translation.override(case.language):
        owed: dict[Party, Decimal] = {}
        open_rows = Instalment.objects.filter(case=case, status=Instalment.Status.DUE).select_related("worker")
        for row in open_rows.order_by("worker_id"):
            owed[row.worker] = owed.get(row.worker, Decimal(0)) + row.amount
        fields = {
            "debtor": debtor.name,
            "facts": facts,
            "basis": _("《劳动保障监察条例》第十八条、第二十六条，《中华人民共和国劳动合同法》第八十五条"),
            "items": [{"worker": worker.name, "amount": str(amount)} for worker, amount in owed.items()],
            "total": sum(owed.values(), Decimal(0)),
            "pay_by": pay_by,
            "credit_code": debtor.credit_code,
            "officer": by.name,
        }
        return issue(case=case, form="order_to_pay", fields=fields, by=by, at=at, language=case.language)


def bundle(*, case: Case, body: str, reason: str, by: Staff | None, at: datetime) -> Document:
    """Issue the letter of hand-over with the list of all papers of the case."""
    with translation.override(case.language):
        respondent = _respondent(case)
        papers = [{"title": f"{row.get_kind_display()} {row.original_name}"} for row in case.evidence.order_by("pk")]
        papers += [{"title": row.number} for row in case.documents.order_by("pk")]
        fields = {
            "body": body,
            "matter": case.summary,
            "reason": reason,
            "contents": papers,
            "applicants": _names(_workers(case)),
            "respondent": respondent.name if respondent else "",
            "amount": case.claimed_total,
            "officer": by.name if by else "",
        }
        return issue(case=case, form="handover_bundle", fields=fields, by=by, at=at, language=case.language)


def opinion(*, case: Case, opinion: Opinion, above: Office | None, by: Staff, at: datetime) -> Document:
    """Issue a handling, review or re-check opinion."""
    with translation.override(case.language):
        earlier = case.documents.filter(form="petition_opinion").order_by("-pk").first()
        fields = {
            "level": LEVELS[Opinion.Level(opinion.level)],
            "petitioner": _names(_workers(case)),
            "received_on": legal_day(case.received_at),
            "claim": opinion.petition.claim,
            "facts": opinion.facts,
            "opinion": opinion.opinion,
            "basis": opinion.basis,
        }
        if above is not None:
            fields["review_office"] = above.name
        if earlier is not None:
            fields["earlier_number"] = earlier.number
        return issue(
            case=case,
            form="petition_opinion",
            fields=fields,
            by=by,
            at=at,
            language=case.language,
            office=opinion.office,
        )
