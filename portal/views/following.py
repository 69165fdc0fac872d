"""Following a case: where it is, what comes next, and what the worker can do now."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrears import accounts
from arrears.models import Instalment, Payment
from cases import events
from cases.identifiers import InvalidIdentifier, normalise_phone
from cases.models import CLAIMANTS, Case, Party
from cases.query_codes import check_query_code, is_owner, owner_of
from cases.services import add_evidence, cases_of_phone
from cases.uploads import CheckedFile, takes_files
from clocks import due, queries, readings
from documents.form import Audience
from documents.forms import forms_for
from documents.models import Document
from documents.services import handout_bytes, pdf_bytes, title_of
from offices.clock import now
from offices.errors import Refusal
from offices.language import in_source, law_language
from portal import devices, doors, uploaded
from portal.filing.drafts import MAX_FILES
from portal.presenters import Road, roads_of
from workflows import engine
from workflows.acts import intake, mediation, resolution
from workflows.acts import petition as petition_acts
from workflows.models import WorkItem

PURPOSE = "track"


def _clock_rows(case: Case, at: datetime) -> list[dict[str, Any]]:
    language = law_language()
    rows: list[dict[str, Any]] = []
    for clock in queries.running([case.pk]).get(case.pk, []):
        state = readings.read(clock, at)
        if state is None:
            said = _("这个日期暂时算不出来，工作人员正在处理。")
            rows.append({"title": clock.title, "due_on": None, "sentence": said, "lamp": "grey"})
            continue
        rows.append(
            {
                "title": due.title_of(clock, language),
                "due_on": state.due_on,
                "sentence": state.explain(language),
                "lamp": state.lamp,
            }
        )
    return rows


def status_of(case: Case, party: Party | None) -> dict[str, Any]:
    """Return what the page of a case shows to a party: a worker sees his own money, a representative all."""
    at = now()
    account = accounts.balance(case)
    sees_all = party is None or party.is_representative or party.role == Party.Role.PETITIONER
    rows = account.rows if sees_all else [row for row in account.rows if row.worker.pk == party.pk]  # type: ignore[union-attr]
    items = {item.node: item for item in WorkItem.objects.filter(case=case, closed_at__isnull=True)}
    timeline = case.events.filter(name__in=events.names_seen_by(events.Seen.PARTIES)).order_by("-sequence")
    return {
        "case": case,
        "party": party,
        "holders": list(case.custody.select_related("office").order_by("-since", "-pk")),
        "helpers": [row.office.name for row in case.assistance.filter(ended_at=None).select_related("office")],
        "clocks": _clock_rows(case, at),
        "money": rows,
        "account": account,
        "sees_all": sees_all,
        "timeline": [(event, events.sentence(event)) for event in timeline],
        "next_words": engine.words_of(case, items),
        "items": items,
        "documents": [(document, title_of(document)) for document in papers_of(case, party)],
        "instalments": Instalment.objects.filter(case=case, worker__in=[row.worker for row in rows])
        .exclude(status=Instalment.Status.REPLACED)
        .select_related("worker")
        .order_by("number", "worker_id"),
    }


def papers_of(case: Case, party: Party | None) -> Any:
    """Return the papers that a party may read: those that list every worker's sum go to the representative alone."""
    sees_all = party is None or party.is_representative or case.headcount == 1
    readable = forms_for(Audience.PARTIES, Audience.WHOLE) if sees_all else forms_for(Audience.PARTIES)
    return Document.objects.filter(case=case, form__in=readable).order_by("-issued_at")


class TrackForm(forms.Form):
    """Number and query code."""

    number = forms.CharField(label=gettext_lazy("案号"), max_length=40)
    code = forms.CharField(label=gettext_lazy("查询码"), max_length=20)


def track(request: HttpRequest) -> HttpResponse:
    """Open a case by number and code. A wrong number and a wrong code get the same answer."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        try:
            doors.limit(request, "track", tries=10, minutes=15, subject=f"number:{number}")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return render(request, "portal/track.html", {"form": form}, status=429)
        case = check_query_code(number, form.cleaned_data["code"])
        if case is not None:
            doors.prove(request, case, party=owner_of(case), by_phone=False)
            return redirect("portal:case", number=case.number)
        form.add_error(None, _("案号或查询码不对，请对照回执核对。"))
    return render(request, "portal/track.html", {"form": form}, status=422 if form.is_bound else 200)


def track_by_phone(request: HttpRequest) -> HttpResponse:
    """Open one's cases by a code sent to the phone; whether a phone is known is never told before the code is right."""
    context: dict[str, Any] = {"phone": request.POST.get("phone", ""), "sent": False}
    if request.method != "POST":
        return render(request, "portal/track_phone.html", context)
    try:
        phone = normalise_phone(context["phone"])
        if not request.POST.get("code"):
            language, is_wanted = get_language() or "zh-hans", bool(cases_of_phone(phone))
            doors.send_phone_code(request, phone=phone, purpose=PURPOSE, language=language, is_wanted=is_wanted)
            return render(request, "portal/track_phone.html", {**context, "sent": True})
        if doors.phone_code_is_right(request, phone=phone, code=request.POST["code"], purpose=PURPOSE):
            return _prove_all(request, phone)
        context |= {"sent": True, "refusal": _("验证码不对或已过期。")}
    except (InvalidIdentifier, Refusal) as refusal:
        context["refusal"] = str(refusal)
    return render(request, "portal/track_phone.html", context, status=422)


def _prove_all(request: HttpRequest, phone: str) -> HttpResponse:
    cases = cases_of_phone(phone)
    for case in cases:
        mine = [party for party in case.parties.filter(role__in=CLAIMANTS) if party.phone == phone]
        doors.prove(request, case, party=mine[0] if mine else None, by_phone=True)
    if len(cases) == 1:
        return redirect("portal:case", number=cases[0].number)
    return render(request, "portal/my_cases.html", {"cases": cases})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit on this device: nothing of it stays in the session or the browser."""
    request.session.flush()
    response = redirect("portal:home")
    response.delete_cookie(devices.PHONES.cookie, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a proven case."""
    case, party = doors.proven_case(request, number)
    context = status_of(case, party)
    waiting = Payment.objects.filter(case=case, status=Payment.Status.REPORTED).select_related("worker")
    context["may_renew_code"] = party is not None and is_owner(party)
    context["payments"] = waiting.filter(worker=party) if party else waiting.none()
    return render(request, "portal/case.html", context)


def document(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Hand out a document of a proven case."""
    case, party = doors.proven_case(request, number)
    issued = papers_of(case, party).filter(pk=document_id).first()
    if issued is None:
        raise Http404
    # The copy for the party carries the query code while the session still knows it; the stored one never does.
    code = doors.code_of_filing(request, case) if issued.form == "receipt" else ""
    if not issued.is_rendered:
        return in_preparation(request, "portal/preparing.html")
    data = handout_bytes(document=issued, secrets={"query_code": code}) if code else pdf_bytes(issued)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{issued.verification_code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def in_preparation(request: HttpRequest, template: str) -> HttpResponse:
    """Say that a paper is being made, and look again by itself."""
    response = render(request, template, status=202)
    response["Refresh"] = "2"
    response["Cache-Control"] = "no-store"
    return response


def _open_item(case: Case, *nodes: str) -> WorkItem | None:
    return WorkItem.objects.filter(case=case, node__in=nodes, closed_at__isnull=True).first()


def _not_now(request: HttpRequest, case: Case) -> HttpResponse:
    """Say why an act cannot be done (the case is closed, or is not at this step) and what can be."""
    return render(request, "portal/not_now.html", {"case": case}, status=409)


@takes_files
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what is missing."""
    case, party = doors.proven_party(request, number)
    item = _open_item(case, "await_supplement")
    if item is None:
        return _not_now(request, case)
    refusals: list[str] = []
    kept: list[CheckedFile] = []
    if request.method == "POST":
        by, at = doors.actor_of(party), now()
        files, refusals = uploaded.sort_out(request, request.FILES.getlist("files"), most=MAX_FILES)
        try:
            if not refusals:
                note = request.POST.get("note", "").replace("\x00", "")[:2000]
                intake.supplement(task=item, by=by, at=at, note=note, files=files)
                return redirect("portal:case", number=number)
            for file in files:  # the page is shown again, and a browser would not send these a second time
                add_evidence(case=case, kind="other", file=file, by=by, at=at, party=party)
                kept.append(file)
        except Refusal as error:
            refusals.append(str(error))
    asked = case.decisions.filter(choice="supplement").order_by("-pk").first()
    context: dict[str, Any] = {"case": case, "asked": asked, "refusals": refusals, "kept": kept}
    context["note"] = request.POST.get("note", "")
    return render(request, "portal/supplement.html", context, status=422 if refusals else 200)


def road(request: HttpRequest, number: str) -> HttpResponse:
    """Choose a road after reading what each costs, how long it takes and what it closes."""
    case, party = doors.proven_party(request, number)
    item = _open_item(case, "choose_road")
    if item is None:
        return _not_now(request, case)
    offered: list[Road] = roads_of(case, mediation.roads_open(case))
    refusal = ""
    if request.method == "POST":
        chosen = request.POST.get("road", "")
        if not request.POST.get("understood"):
            refusal = _("请先看清每条路的说明，并勾选“我看明白了”。")
        else:
            try:
                mediation.choose_road(task=item, by=doors.actor_of(party), at=now(), road=chosen)
                return redirect("portal:case", number=number)
            except Refusal as error:
                refusal = str(error)
    context = {"case": case, "roads": offered, "refusal": refusal, "chosen": request.POST.get("road", "")}
    return render(request, "portal/road.html", context, status=422 if refusal else 200)


def payment(request: HttpRequest, number: str, payment_id: int) -> HttpResponse:
    """Confirm or deny that money came; only the worker himself."""
    case, party = doors.proven_party(request, number)
    row = Payment.objects.filter(case=case, worker=party, pk=payment_id).first()
    if row is None:
        raise Http404
    refusal = ""
    if request.method == "POST" and request.POST.get("received") in {"yes", "no"}:
        try:
            received = request.POST["received"] == "yes"
            by_phone = doors.proof_of(request, number)["phone"]
            through = Payment.Through.PHONE if by_phone else Payment.Through.QUERY_CODE
            resolution.answer_payment(
                payment=row, by=doors.actor_of(party), at=now(), received=received, through=through
            )
            return redirect("portal:case", number=number)
        except Refusal as error:
            refusal = str(error)
    elif request.method == "POST":
        refusal = _("请选择收到了还是没收到。")
    context = {"case": case, "payment": row, "refusal": refusal}
    return render(request, "portal/payment.html", context, status=422 if refusal else 200)


def review(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for review or re-check."""
    case, party = doors.proven_party(request, number)
    party = doors.in_role(party, Party.Role.PETITIONER)
    item = _open_item(case, "await_review_request", "await_recheck_request")
    if item is None:
        return _not_now(request, case)
    refusal, reasons = "", request.POST.get("reasons", "").replace("\x00", "")[:4000]
    if request.method == "POST":
        try:
            if not reasons.strip():
                raise Refusal(_("请写明理由。"))
            petition_acts.request_review(task=item, by=doors.actor_of(party), at=now(), reasons=reasons)
            return redirect("portal:case", number=number)
        except Refusal as error:
            refusal = str(error)
    context = {"case": case, "item": item, "refusal": refusal, "reasons": reasons}
    return render(request, "portal/review.html", context, status=422 if refusal else 200)


def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw, confirmed by a code on the verified phone."""
    case, party = doors.proven_party(request, number)
    if case.stage == Case.Stage.CLOSED:
        return redirect("portal:case", number=number)
    sent, refusal = False, ""
    if request.method == "POST":
        try:
            code = request.POST.get("code", "").strip()
            if not party.phone:
                raise Refusal(_("本案没有登记你的手机。要撤回，请带身份证到承办机构的窗口。"))
            if not code:
                doors.send_phone_code(request, phone=party.phone, purpose="withdraw", language=case.language)
                sent = True
            else:
                with transaction.atomic():  # a code is used up together with what it opens, or not at all
                    if doors.phone_code_is_right(request, phone=party.phone, code=code, purpose="withdraw"):
                        reason = request.POST.get("reason", "").replace("\x00", "")[:500]
                        reason = reason or in_source(gettext_lazy("本人申请"))
                        resolution.withdraw(case=case, by=doors.actor_of(party), at=now(), reason=reason)
                        return redirect("portal:case", number=number)
                sent, refusal = True, _("验证码不对或已过期。")
        except Refusal as error:
            refusal = str(error)
    context = {
        "case": case,
        "party": party,
        "sent": sent,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/withdraw.html", context, status=422 if refusal else 200)
