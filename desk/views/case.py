"""The case page: facts, parties, money, timeline, clocks, documents, the path taken."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arrears import accounts, liability
from arrears.models import ClaimLine, Instalment, Payment
from cases import events
from cases.access import may_add
from cases.models import Case, Party
from cases.services import record_access, reveal
from clocks.models import Clock
from desk import presenters
from desk.access import holds, readable_case, staff_of, staff_view
from desk.views.files import ADDING
from offices.clock import now
from offices.errors import Refusal
from offices.rights import Right
from petitions.models import Opinion
from workflows import diagrams
from workflows.acts import custody as custody_acts
from workflows.acts.query_code import issue_at_counter
from workflows.models import WorkItem


def _clocks(case: Case) -> list[tuple[Clock, presenters.Lamp]]:
    at = now()
    clocks = (
        Clock.objects.filter(case=case)
        .select_related("office")
        .prefetch_related("suspensions__by_staff", "extensions__granted_by", "rungs")
        .order_by("stopped_at", "triggered_at")
    )
    return [(clock, presenters.lamp_of(clock, at)) for clock in clocks]


def _money(case: Case) -> dict[str, object]:
    return {
        "balance": accounts.balance(case),
        "lines": ClaimLine.objects.filter(case=case).select_related("worker").order_by("worker_id", "period_from"),
        "instalments": Instalment.objects.filter(case=case)
        .exclude(status=Instalment.Status.REPLACED)
        .select_related("worker")
        .order_by("number", "worker_id"),
        "payments": Payment.objects.filter(case=case).select_related("worker", "proof").order_by("-reported_at"),
        "payers": liability.payers_of(case),
    }


@staff_view()
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole file on one page; opening it is written into the access ledger."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    record_access(case=case, staff=staff, what="case_page", at=now())
    items = WorkItem.objects.filter(case=case, closed_at__isnull=True).select_related("holder")
    context = {
        "case": case,
        "parties": case.parties.select_related("employment").order_by("role", "pk"),
        "timeline": [(event, events.sentence(event)) for event in case.events.order_by("-sequence")],
        "clocks": _clocks(case),
        "custody": [
            (hold, (hold.until or now()) - hold.since)
            for hold in case.custody.select_related("office", "by_staff").order_by("-since")
        ],
        "documents": case.documents.select_related("issued_by").order_by("-issued_at"),
        "evidence": case.evidence.select_related("by_party", "by_staff").order_by("-added_at"),
        "open_items": items,
        "petition": getattr(case, "petition", None),
        "opinions": Opinion.objects.filter(petition__case=case).select_related("office").order_by("pk"),
        "mediations": case.mediations.select_related("mediator", "agreement").order_by("pk"),
        "project": getattr(case, "project", None),
        "may_hand_on": custody_acts.transfer.allows(staff, case, now()),
        "assistance": case.assistance.select_related("office", "answered_by").order_by("asked_at"),
        "may_issue_code": issue_at_counter.allows(staff, case, now()),
        "may_add": case.stage != Case.Stage.CLOSED and may_add(staff, ADDING, case, now()),
        "may_supervise": holds(staff, Right.SUPERVISE, case),
        "may_reveal": holds(staff, Right.REVEAL_PERSONAL_DATA, case),
        **_money(case),
    }
    return render(request, "desk/case.html", context)


@staff_view()
def diagram(request: HttpRequest, number: str) -> HttpResponse:
    """Return the process diagram with the path this case has taken."""
    case = readable_case(staff_of(request), number)
    return HttpResponse(diagrams.case_diagram(case), content_type="image/svg+xml")


class RevealForm(forms.Form):
    """Which datum, and why."""

    field = forms.ChoiceField(
        label=gettext_lazy("要看什么"), choices=list(events.REVEALABLE.items()), widget=forms.RadioSelect
    )
    purpose = forms.CharField(label=gettext_lazy("目的（会记入案卷）"), min_length=4, max_length=200)


@staff_view(Right.REVEAL_PERSONAL_DATA)
def reveal_identity(request: HttpRequest, number: str, party_id: int) -> HttpResponse:
    """Show one masked datum in full, once, after its purpose has been written down."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    party = Party.objects.filter(case=case, pk=party_id).first()
    if party is None:
        return redirect("desk:case", number=number)
    form = RevealForm(request.POST or None)
    value = None
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal(
                party=party, field=form.cleaned_data["field"], purpose=form.cleaned_data["purpose"], by=staff, at=now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:case", number=number)
        if not value:
            messages.info(request, _("没有登记这项信息。"))
    context = {"case": case, "party": party, "form": form, "value": value}
    response = render(request, "desk/reveal.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
