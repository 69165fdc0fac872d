"""Rules as data: service standards and ladders of the administrator's offices, proposed by one, approved by another."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clocks import ladder_settings, promises, standards
from clocks.ladder import DEFAULT_TERMS
from clocks.models import LadderSetting, ServiceStandard
from desk.access import staff_of, staff_view
from desk.forms.rules import LadderForm, StandardForm, rule_title
from offices import access
from offices.clock import now
from offices.errors import Refusal
from offices.models import Office, Staff
from offices.rights import Right


def _below(staff: Staff, field: str) -> Q:
    return access.prefix_filter(field, access.prefixes(staff, Right.ADMINISTER, now()))


def _propose_standard(form: StandardForm, by: Staff) -> None:
    promises.propose(**form.cleaned_data, by=by, at=now())


def _propose_ladder(form: LadderForm, by: Staff) -> None:
    data = form.cleaned_data
    ladder_settings.propose(
        office=data["office"],
        rule=data["rule"],
        terms=form.terms(),
        effective_from=data["effective_from"],
        by=by,
        at=now(),
    )


_FORMS: dict[str, tuple[Any, Callable[[Any, Staff], None]]] = {
    "standard": (StandardForm, _propose_standard),
    "ladder": (LadderForm, _propose_ladder),
}


def _proposed(form: forms.Form, propose: Callable[[Any, Staff], None], by: Staff) -> bool:
    if not form.is_valid():
        return False
    try:
        propose(form, by)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


@staff_view(Right.ADMINISTER)
def rules_page(request: HttpRequest) -> HttpResponse:
    """Show what holds and what waits for a second person, and take proposals."""
    by = staff_of(request)
    offices = Office.objects.filter(_below(by, "path"), is_active=True).order_by("path")
    chosen = request.POST.get("what", "")
    bound = {
        what: form_class(*((request.POST,) if what == chosen else ()), offices=offices, prefix=what)
        for what, (form_class, _propose) in _FORMS.items()
    }
    if chosen in bound and _proposed(bound[chosen], _FORMS[chosen][1], by):
        messages.success(request, _("已提出，等待另一位管理员批准。"))
        return redirect("desk:rules")
    own = _below(by, "office__path")
    rows = ServiceStandard.objects.filter(own).select_related("office", "proposed_by", "approved_by")
    ladders = LadderSetting.objects.filter(own).select_related("office", "proposed_by", "approved_by")
    context = {
        "defaults": [(rule_title(row.rule), row.length, row.unit) for row in standards.DEFAULTS.values()],
        "default_terms": DEFAULT_TERMS,
        "standards": [(row, rule_title(row.rule)) for row in rows.order_by("-effective_from", "pk")[:100]],
        "ladders": [
            (row, rule_title(row.rule) if row.rule else _("全部期限"))
            for row in ladders.order_by("-effective_from", "pk")[:100]
        ],
        "forms": bound,
        "chosen": chosen,
    }
    return render(request, "desk/rules.html", context, status=422 if chosen else 200)


@staff_view(Right.ADMINISTER)
@require_POST
def approve_rule(request: HttpRequest, what: str, row_id: int) -> HttpResponse:
    """Approve a proposal as the second person."""
    by = staff_of(request)
    own = _below(by, "office__path")
    if what not in _FORMS:
        raise Http404
    try:
        if what == "standard":
            standard = ServiceStandard.objects.select_related("office").get(own, pk=row_id)
            promises.approve(standard=standard, by=by, at=now())
        else:
            setting = LadderSetting.objects.select_related("office").get(own, pk=row_id)
            ladder_settings.approve(setting=setting, by=by, at=now())
    except (ServiceStandard.DoesNotExist, LadderSetting.DoesNotExist) as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已批准。"))
    return redirect("desk:rules")
