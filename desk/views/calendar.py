"""Holiday notices: propose, see which clocks would move, agree as the second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clocks import calendars, holiday_notices
from clocks.models import CalendarNotice
from desk.access import staff_of, staff_view
from desk.forms.rules import NoticeForm
from law.calendar import HolidayNotice
from law.loading import load_facts
from offices import access
from offices.clock import legal_day, now
from offices.errors import Refusal
from offices.rights import Right

SHOWN = 200
"""Moves of one's own offices listed on the page; all are counted."""


@staff_view(Right.ADMINISTER)
def calendar_page(request: HttpRequest) -> HttpResponse:
    """List the notices, say which years are provisional, and take a new notice."""
    by, at = staff_of(request), now()
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice = holiday_notices.propose(document=form.cleaned_data["document"], by=by, at=at)
            return redirect("desk:holiday_notice", notice_id=notice.pk)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    year = legal_day(at).year
    context = {
        "form": form,
        "rows": CalendarNotice.objects.select_related("proposed_by", "approved_by").order_by("-year", "-pk")[:50],
        "years": [(each, calendars.current().is_provisional(each)) for each in range(year - 1, year + 3)],
    }
    return render(request, "desk/calendar.html", context, status=422 if form.is_bound else 200)


@staff_view(Right.ADMINISTER)
def notice_page(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show which days and clocks a notice changes; approve it or take it back."""
    by, at = staff_of(request), now()
    row = get_object_or_404(CalendarNotice.objects.select_related("proposed_by", "approved_by"), pk=notice_id)
    if request.method == "POST":
        return _answer(request, row)
    notice = load_facts(HolidayNotice, row.content)
    waits = row.approved_at is None
    own: list[holiday_notices.Move] = []
    count = elsewhere = 0
    for move in holiday_notices.moves(notice, at) if waits else ():
        count += 1
        # A case number is told only of the offices that the person administers; the others are counted.
        if not access.can(by, Right.ADMINISTER, move.clock.office_path, at):
            elsewhere += 1
        elif len(own) < SHOWN:
            own.append(move)
    context = {
        "row": row,
        "waits": waits,
        "is_own": row.proposed_by_id == by.pk,
        "notice": notice,
        "changed": [(day, day not in notice.work) for day in holiday_notices.changed_days(notice)] if waits else [],
        "moves": own,
        "count": count,
        "elsewhere": elsewhere,
    }
    return render(request, "desk/holiday_notice.html", context)


def _answer(request: HttpRequest, row: CalendarNotice) -> HttpResponse:
    by = staff_of(request)
    try:
        if request.POST.get("action") == "approve":
            holiday_notices.approve(notice=row, by=by, at=now())
            messages.success(request, _("已批准。变动的期限正在重算，每一项都记入案卷并通知当事人。"))
        else:
            holiday_notices.discard(notice=row, by=by, at=now())
            messages.success(request, _("已撤回。"))
            return redirect("desk:calendar")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:holiday_notice", notice_id=row.pk)
