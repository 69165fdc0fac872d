"""Filing a complaint, one question a page; and a short form for a petition."""

from datetime import date
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrears.paste import parse_workers
from cases.identifiers import normalise_phone
from cases.models import Case
from cases.query_codes import owner_of
from cases.uploads import check_upload, says_why, takes_files
from law.routes import filing_dates_advice
from offices.actors import Actor
from offices.clock import legal_day, now
from offices.errors import Refusal
from offices.language import law_language
from offices.models import Division
from offices.throttle import TooManyAttempts
from portal import doors
from portal.filing import assemble, drafts, steps
from portal.filing import petition as petitions
from portal.filing.forms import QuestionForm
from portal.filing.petition import PetitionForm
from portal.models import Draft
from portal.views.following import papers_of, status_of
from workflows.services import file_complaint, file_petition, is_repeated, total_of

PURPOSE, PETITION, RESUME = "filing", "petition", "resume"


def start(request: HttpRequest) -> HttpResponse:
    """Say what this is and what is needed; a POST begins a draft."""
    at = now()
    if request.method == "POST":
        try:
            doors.limit(request, "begin", tries=20, minutes=60)
        except Refusal as refusal:
            return render(request, "portal/start.html", {"refusal": refusal}, status=429)
        drafts.begin(request, language=get_language() or "zh-hans", at=at)
        return redirect("portal:step", step=steps.STEPS[0].slug)
    draft = drafts.current(request, at)
    if draft is not None and draft.case is not None and not doors.filing_is_fresh(draft.case):
        draft = None
    return render(request, "portal/start.html", {"draft": draft})


def resume(request: HttpRequest) -> HttpResponse:
    """Go on with a draft on this phone, by its code and a code sent to the phone that was proven in it."""
    code, typed = (request.POST.get(name, "").replace("\x00", "") for name in ("code", "phone"))
    context: dict[str, Any] = {"code": code, "phone": typed, "sent": False}
    if request.method != "POST":
        request.session.cycle_key()  # a session id planted before opens nothing of what is resumed
        return render(request, "portal/resume.html", context)
    at, status = now(), 422
    try:
        doors.limit(request, "resume", tries=10, minutes=30, is_guess=True)
        draft = drafts.find(code, at=at)
        if draft is not None and drafts.current(request, at) == draft:  # a second tap, or the phone it was begun on
            return _lead_on(draft)
        if draft is None or not drafts.proven_phone(draft):
            raise Refusal(_("没有找到这个续填码。请核对，或者重新开始。"))
        phone, sms = normalise_phone(typed), request.POST.get("sms", "").strip()
        if not sms:
            _send_resume_code(request, draft, phone)
            return render(request, "portal/resume.html", {**context, "sent": True})
        context["sent"] = True
        with transaction.atomic():  # a code is used up together with what it opens, or not at all
            is_right = doors.phone_code_is_right(request, phone=phone, code=sms, purpose=RESUME)
            if is_right and drafts.resume(request, draft, code, phone=phone, at=at):
                return _lead_on(draft)
        context["refusal"] = _("验证码不对或已过期。")
    except Refusal as refusal:
        context["refusal"] = str(refusal)
        status = 429 if isinstance(refusal, TooManyAttempts) else 422
    return render(request, "portal/resume.html", context, status=status)


def _send_resume_code(request: HttpRequest, draft: Draft, phone: str) -> None:
    """Send a code if the phone is the draft's; the page says the same for any other, and tells nobody whose it is."""
    is_wanted, language = drafts.proven_phone(draft) == phone, get_language() or "zh-hans"
    doors.send_phone_code(request, phone=phone, purpose=RESUME, language=language, is_wanted=is_wanted)


def _lead_on(draft: Draft) -> HttpResponse:
    return redirect("portal:step", step=steps.first_unanswered(drafts.answers_of(draft)).slug)


@takes_files
def step_page(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question; a valid answer leads to the next one."""
    at = now()
    draft = drafts.current(request, at)
    page = steps.BY_SLUG.get(step)
    if draft is None or page is None:
        return redirect("portal:file")
    if draft.case is not None:
        return _received(request, draft.case)
    answers = drafts.answers_of(draft)
    earliest = steps.first_unanswered(answers)
    order = [known.slug for known in steps.STEPS]
    if order.index(step) > order.index(earliest.slug) or not page.applies(answers):
        return redirect("portal:step", step=earliest.slug)
    form = _form(request, page, answers)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, draft, page, form, answers)
        if answer is not None:
            return answer
    status = 422 if request.method == "POST" else 200
    return render(request, page.template, _context(request, draft, page, form, answers), status=status)


def _form(request: HttpRequest, page: steps.Step, answers: dict[str, Any]) -> QuestionForm:
    if request.method == "POST":
        return page.form_class(request.POST, request.FILES, answers=answers)
    initial = dict(answers.get(page.slug, {}))
    for name, value in initial.items():
        if name in {"started", "ended", "period_from", "period_to"} and value:
            initial[name] = value[:7]
    return page.form_class(initial=initial, answers=answers)


def _context(
    request: HttpRequest, draft: Draft, page: steps.Step, form: QuestionForm, answers: dict[str, Any]
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "form": form,
        "step": page,
        "back": steps.preceding(page.slug, answers),
        "draft_code": drafts.code_of(request) if "verified_phone" in answers else "",  # it needs the phone besides
        "answers": answers,
        "files": draft.files.order_by("pk"),
    }
    if page.slug == "check":
        context |= _review(answers)
    return context


def _review(answers: dict[str, Any]) -> dict[str, Any]:
    """Everything answered, the total, and what the dates mean for a filing today."""
    workers, work = assemble.workers_of(answers), answers["work"]
    today = legal_day(now())
    ended = assemble.month_end(work["ended"]) if work["ended"] else None
    last = min(assemble.month_end(answers["owed"]["period_to"]), today)
    advice = filing_dates_advice(last, min(ended, today) if ended else None, today)
    english = law_language() == "en"
    return {
        "workers": [(worker, worker.lines[0].amount) for worker in workers],
        "total": total_of(workers),
        "advice": [(item, item.text_en if english else item.text_zh) for item in advice],
        "place": Division.objects.select_related("parent").get(pk=answers["place"]["division"]),
        "period_from": date.fromisoformat(answers["owed"]["period_from"]),
        "period_to": date.fromisoformat(answers["owed"]["period_to"]),
    }


def _take(
    request: HttpRequest, draft: Draft, page: steps.Step, form: QuestionForm, answers: dict[str, Any]
) -> HttpResponse | None:
    """Take a valid answer and lead on; None when it turns out not to do."""
    special = {
        "who": _take_who,
        "code": _take_code,
        "workers": _take_workers,
        "evidence": _take_evidence,
        "check": _submit,
    }
    if page.slug in special:
        return special[page.slug](request, draft, form, answers)
    answers[page.slug] = form.stored()
    return _go_on(draft, page.slug, answers)


def _go_on(draft: Draft, slug: str, answers: dict[str, Any]) -> HttpResponse:
    drafts.save(draft, answers)
    earliest, after = steps.first_unanswered(answers), steps.following(slug, answers)
    # Someone who came back from the check page to change one answer returns there.
    is_complete = earliest.slug == "check" and "checked" in answers
    return redirect("portal:step", step="check" if is_complete else after.slug)


def _take_who(request: HttpRequest, draft: Draft, form: QuestionForm, answers: dict[str, Any]) -> HttpResponse | None:
    phone = form.cleaned_data["phone"]
    if answers.get("verified_phone") != phone:
        answers.pop("verified_phone", None)
        answers.pop("code", None)
        try:
            doors.send_phone_code(request, phone=phone, purpose=PURPOSE, language=get_language() or "zh-hans")
        except Refusal as refusal:
            form.add_error("phone", str(refusal))
            return None
    answers["who"] = form.stored()
    return _go_on(draft, "who", answers)


def _take_code(request: HttpRequest, draft: Draft, form: QuestionForm, answers: dict[str, Any]) -> HttpResponse | None:
    at, phone, code = now(), answers["who"]["phone"], form.cleaned_data["code"]
    try:
        with transaction.atomic():  # a code is used up together with what it opens, or not at all
            if doors.phone_code_is_right(request, phone=phone, code=code, purpose=PURPOSE):
                answers |= {"code": {}, "verified_phone": phone, "verified_at": at.isoformat()}
                return _go_on(draft, "code", answers)
    except Refusal as refusal:
        form.add_error("code", str(refusal))
        return None
    draft.refresh_from_db()
    if drafts.answers_of(draft).get("verified_phone") == phone:  # a second tap: the first has used the code
        return redirect("portal:step", step=steps.following("code", drafts.answers_of(draft)).slug)
    form.add_error("code", _("验证码不对或已过期。可以返回上一页重新发送。"))
    return None


def _take_workers(
    request: HttpRequest, draft: Draft, form: QuestionForm, answers: dict[str, Any]
) -> HttpResponse | None:
    parsed = parse_workers(form.cleaned_data["pasted"])
    rows = answers.setdefault("workers", {}).setdefault("rows", [])
    known = {(row["name"], row["phone"]) for row in rows} | {(answers["who"]["name"], answers["who"]["phone"])}
    taken = {(row["name"], row["phone"], row["amount"]) for row in rows}
    fresh = [
        row for row in parsed.rows if (row.name, row.phone, str(row.amount)) not in taken
    ]  # a second tap adds none
    for row in fresh:
        if (row.name, row.phone) in known:
            parsed.errors.append(_("%(name)s已经在名单里了。") % {"name": row.name})
    if parsed.errors:
        for error in parsed.errors[:20]:
            form.add_error("pasted", error)
        return None
    rows += [{"name": row.name, "phone": row.phone, "amount": str(row.amount)} for row in fresh]
    drafts.save(draft, answers)
    if parsed.rows or "add" in request.POST:
        return redirect("portal:step", step="workers")
    return _go_on(draft, "workers", answers)


def _take_evidence(
    request: HttpRequest, draft: Draft, form: QuestionForm, answers: dict[str, Any]
) -> HttpResponse | None:
    uploads = request.FILES.getlist("uploads")
    for upload in uploads:
        try:
            doors.limit(request, "upload", tries=60, minutes=60)
            drafts.add_file(draft, check_upload(upload), at=now())
        except Refusal as refusal:
            form.add_error("uploads", says_why(upload, refusal))
    if form.errors:
        return None
    answers["evidence"] = {}
    drafts.save(draft, answers)
    return redirect("portal:step", step="evidence") if uploads else _go_on(draft, "evidence", answers)


def _submit(request: HttpRequest, draft: Draft, form: QuestionForm, answers: dict[str, Any]) -> HttpResponse | None:
    at = now()
    try:
        if not is_repeated(draft.submission_key):
            doors.limit(request, "submit", tries=10, minutes=60)
        filing = assemble.complaint_of(draft, answers)
        actor = Actor(kind="party", label=answers["who"]["name"])
        with transaction.atomic():
            case = file_complaint(filing=filing, by=actor, at=at).case
            drafts.mark_filed(draft, case)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return _received(request, case)


def _received(request: HttpRequest, case: Case) -> HttpResponse:
    """Lead to the receipt: after filing, and for a while whenever its answer was lost; the session itself proves it.

    It keeps the name it got when the draft, or the page of the petition, was begun: a browser that never read the
    answer knows no other. Later the phone opens the case.
    """
    if not doors.prove_filing(request, case, party=owner_of(case)):
        return redirect("portal:track_by_phone")
    return redirect("portal:filed", number=case.number)


@require_POST
def remove_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take a file out of the draft."""
    draft = drafts.current(request, now())
    if draft is not None:
        drafts.remove_file(draft, sha256)
    return redirect("portal:step", step="evidence")


@require_POST
def remove_worker(request: HttpRequest, index: int) -> HttpResponse:
    """Take a fellow worker out of the draft."""
    draft = drafts.current(request, now())
    if draft is not None:
        answers = drafts.answers_of(draft)
        rows = answers.get("workers", {}).get("rows", [])
        # The row is named too: a second tap must not take out whoever moved up.
        if index < len(rows) and rows[index]["name"] == request.POST.get("name"):
            del rows[index]
            drafts.save(draft, answers)
    return redirect("portal:step", step="workers")


def filed(request: HttpRequest, number: str) -> HttpResponse:
    """Show the receipt: number, query code, who holds it, what comes next, and the dates the law gives."""
    case, party = doors.proven_case(request, number)
    context = {
        **status_of(case, party),
        "query_code": doors.code_of_filing(request, case),
        "receipt": papers_of(case, party).filter(form="receipt").last(),
    }
    return render(request, "portal/filed.html", context)


def petition(request: HttpRequest) -> HttpResponse:
    """Take a petition on one page; the phone is proven by a code before anything is registered."""
    if request.method != "POST":
        request.session.cycle_key()  # a session id planted before opens nothing of what is now written
        request.session[petitions.KEY] = token_urlsafe(24)  # a new page is a new petition; a double tap is not
    form = PetitionForm(request.POST or None, key=request.session.setdefault(petitions.KEY, token_urlsafe(24)))
    if request.method == "POST" and form.is_valid():
        try:
            doors.limit(request, "submit", tries=20, minutes=60)
            with transaction.atomic():  # a code is used up together with what it opens, or not at all
                if is_repeated(form.submission_key) or _proves_phone(request, form):
                    actor = Actor(kind="party", label=form.cleaned_data["name"])
                    filing = form.filing(language=get_language() or "zh-hans", at=now())
                    return _received(request, file_petition(filing=filing, by=actor, at=now()).case)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/petition.html", {"form": form}, status=status)


def _proves_phone(request: HttpRequest, form: PetitionForm) -> bool:
    """Check the code that was typed, or send one and ask for it. Raises Refusal at a limit."""
    phone, typed, language = form.cleaned_data["phone"], form.cleaned_data["code"], get_language() or "zh-hans"
    if not typed:
        doors.send_phone_code(request, phone=phone, purpose=PETITION, language=language)
        form.ask_for_code()
        return False
    if doors.phone_code_is_right(request, phone=phone, code=typed, purpose=PETITION):
        return True
    form.ask_for_code()
    form.add_error("code", _("验证码不对或已过期。清空这一格再提交，会重新发送。"))
    return False
