"""The respondent's page, opened by the link of an invitation: answer, hand in what must be kept, report a payment."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from arrears import accounts
from arrears.services import reportable
from cases.active_content import UploadRefused
from cases.models import Evidence, Invitation
from cases.services import add_evidence, invitation_of, invitation_with
from cases.uploads import judge_upload, keep_upload, says_why, takes_files
from offices.clock import now
from offices.errors import Refusal
from portal import doors
from workflows.acts import early_intervention, resolution
from workflows.models import WorkItem

KEPT = ("labour_contract", "staff_roster", "wage_ledger", "wage_slip", "attendance", "payment_proof")


class AnswerForm(forms.Form):
    """What the respondent says, and what the law makes it keep (Order 724 art. 50)."""

    disputes = forms.TypedChoiceField(
        label=_("投诉里说的欠薪，你们认可吗"),
        choices=(("no", _("认可，确实欠了")), ("yes", _("不认可，或者金额不对"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("说明情况"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    consents = forms.ChoiceField(
        label=_("愿意由调解员主持调解吗"),
        choices=(("yes", _("愿意")), ("no", _("不愿意")), ("later", _("以后再说"))),
        initial="later",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = dict(Evidence.Kind.choices)
        for kind in KEPT:
            self.fields[f"file_{kind}"] = forms.FileField(label=titles[kind], required=False)

    def clean(self) -> dict[str, Any]:
        """Check each file by its content; they are kept together with the answer or not at all."""
        data = super().clean() or {}
        uploads = {kind: data[f"file_{kind}"] for kind in KEPT if data.get(f"file_{kind}")}
        files = []
        for kind, upload in uploads.items():
            try:
                files.append((kind, judge_upload(upload)))
            except UploadRefused as refusal:
                self.add_error(f"file_{kind}", ValidationError(says_why(upload, refusal)))
        data |= {"files": files, "uploads": list(uploads.values())}
        return data

    @property
    def file_fields(self) -> list[Any]:
        """The bound file fields."""
        return [self[f"file_{kind}"] for kind in KEPT]


class PaidForm(forms.Form):
    """One instalment that the respondent has paid."""

    number = forms.TypedChoiceField(label=_("哪一期"), coerce=int)
    paid_on = forms.DateField(label=_("付款日"), widget=forms.DateInput(attrs={"type": "date"}))
    method = forms.CharField(label=_("付款方式"), max_length=40, initial=_("银行转账"))
    proof = forms.FileField(label=_("付款凭证"))

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = dict(reportable(invitation.party.case).values_list("number", "due_on"))
        self.fields["number"].choices = [(number, f"{number}（{day}）") for number, day in numbers.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the file by its content; it is kept together with the report or not at all."""
        data = super().clean() or {}
        upload = data.get("proof")
        if upload:
            try:
                data |= {"file": judge_upload(upload), "uploads": [upload]}
            except UploadRefused as refusal:
                self.add_error("proof", ValidationError(says_why(upload, refusal)))
        return data


INVITED = "invited"
"""Where the session keeps which invitation opened it; the token of the link is nowhere but in the message."""


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token of a link for a session at once, so that it stands in no later address."""
    try:
        doors.limit(request, "answer", tries=60, minutes=10)
    except Refusal as refusal:
        return render(request, "portal/answer.html", {"limited": refusal}, status=429)
    invitation = invitation_of(token)
    if invitation is None:
        raise Http404
    if not invitation.is_open(now()):
        return _ended(request, invitation)
    request.session.cycle_key()
    request.session[INVITED] = invitation.pk
    return redirect("portal:answer")


def _invitation(request: HttpRequest) -> Invitation:
    doors.limit(request, "answer", tries=120, minutes=10)
    invitation = invitation_with(request.session.get(INVITED, 0))
    if invitation is None:
        raise Http404
    return invitation


def _ended(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say that the link has ended and whom to ask; of the case, nothing: the letter may be in other hands by now."""
    return render(request, "portal/link_ended.html", {"office": invitation.party.case.office}, status=410)


def _consent(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _take_answer(invitation: Invitation, form: AnswerForm) -> None:
    early_intervention.answer_invitation(
        invitation=invitation,
        at=now(),
        disputes=form.cleaned_data["disputes"],
        answer=form.cleaned_data["answer"],
        files=form.cleaned_data["files"],
        consents_to_mediation=_consent(form.cleaned_data["consents"]),
    )


def _take_payment(invitation: Invitation, form: PaidForm) -> None:
    actor, case, at = doors.actor_of(invitation.party), invitation.party.case, now()
    data = form.cleaned_data
    proof = add_evidence(case=case, kind="payment_proof", file=data["file"], by=actor, at=at, party=invitation.party)
    resolution.report_instalment(
        case=case,
        by=actor,
        at=at,
        number=data["number"],
        paid_on=data["paid_on"],
        method=data["method"],
        proof=proof,
    )


def _is_taken(
    request: HttpRequest, invitation: Invitation, form: AnswerForm | PaidForm, take: Callable[[Invitation, Any], None]
) -> bool:
    """Take what was sent with its files, all of it or nothing: what is refused leaves neither evidence nor a file."""
    uploads = form.cleaned_data["uploads"]
    try:
        for _upload in uploads:
            doors.limit(request, "upload", tries=60, minutes=60)
        with transaction.atomic():
            take(invitation, form)
            for upload in uploads:
                keep_upload(upload)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


@takes_files
def answer(request: HttpRequest) -> HttpResponse:
    """Show what is claimed and take the answer or the report of a payment."""
    try:
        invitation = _invitation(request)
    except Refusal as refusal:
        return render(request, "portal/answer.html", {"limited": refusal}, status=429)
    if not invitation.is_open(now()):
        return _ended(request, invitation)
    chosen = request.POST.get("what", "")
    form = AnswerForm(*((request.POST, request.FILES) if chosen == "answer" else ()))
    paid = PaidForm(*((request.POST, request.FILES) if chosen == "paid" else ()), invitation=invitation)
    takers: dict[str, tuple[AnswerForm | PaidForm, Callable[[Invitation, Any], None]]] = {
        "answer": (form, _take_answer),
        "paid": (paid, _take_payment),
    }
    if chosen in takers:
        bound, take = takers[chosen]
        if bound.is_valid() and _is_taken(request, invitation, bound, take):
            return redirect("portal:answer")
    case = invitation.party.case
    context = {
        "must_choose_again": bool(request.FILES),
        "invitation": invitation,
        "case": case,
        "form": form,
        "paid": paid,
        "account": accounts.balance(case),
        "consent_asked": WorkItem.objects.filter(case=case, node="seek_consent", closed_at__isnull=True).exists(),
    }
    return render(request, "portal/answer.html", context, status=422 if chosen else 200)
