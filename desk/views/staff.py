"""Staff of an administrator's offices: hire, appoint, and close the account of those who leave."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from desk.access import staff_of, staff_view
from desk.views.changes import changes_for
from offices import access
from offices.clock import now
from offices.errors import Refusal
from offices.models import AdministratorChange, Appointment, Office, Staff
from offices.passwords import one_time_password
from offices.rights import Right
from offices.roles import BY_TWO, ROLES
from offices.services import hire, reinstate
from workflows.acts.administrators import Done, ask
from workflows.models import WorkItem

Change = AdministratorChange.What


def _below(staff: Staff, field: str) -> Q:
    return access.prefix_filter(field, access.prefixes(staff, Right.ADMINISTER, now()))


def validate_username(value: str) -> None:
    """Take what the accounts take. Raises ValidationError in words that an office understands."""
    try:
        Staff.username_validator(value)
    except ValidationError:
        raise ValidationError(_("用户名只能用汉字、字母、数字和 @ . + - _，中间不留空格。")) from None


class HireForm(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=40,
        validators=[validate_username],
        help_text=gettext_lazy("登录用。汉字、字母、数字都可以，中间不留空格。"),
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    job_title = forms.CharField(label=gettext_lazy("职务"), max_length=40, required=False)
    office = forms.ModelChoiceField(label=gettext_lazy("机构"), queryset=Office.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[(role.code, role.title) for role in ROLES.values()])

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        username = Staff.normalize_username(self.cleaned_data["username"])
        if Staff.objects.filter(username=username).exists():
            raise ValidationError(_("这个用户名已经有人用了。"))
        return username


@transaction.atomic
def _hire(data: dict[str, Any], by: Staff) -> tuple[Staff, Done]:
    """Make the account with its role; return it, with what is told of its password, and what became of the role.

    Who is to administer or to audit cannot log in before another administrator has confirmed it.
    """
    password, at = None if data["role"] in BY_TWO else one_time_password(), now()
    person = hire(
        username=data["username"],
        name=data["name"],
        office=data["office"],
        job_title=data["job_title"],
        password=password,
        must_change_password=True,
        by=by,
        at=at,
    )
    done = ask(what=Change.APPOINT, staff=person, office=data["office"], role=data["role"], by=by, at=at)
    return person, done if password is None else replace(done, password=password)


def _say_proposed(request: HttpRequest) -> None:
    messages.info(request, _("管理员和审计的任免、密码重置要两个人：已提出，等另一位管理员在“人员”里确认。"))


@staff_view(Right.ADMINISTER)
def staff_page(request: HttpRequest) -> HttpResponse:
    """List the staff of the administrator's offices with their roles, and hire."""
    by = staff_of(request)
    offices = Office.objects.filter(_below(by, "path"), is_active=True).order_by("path")
    form = HireForm(request.POST or None, offices=offices)
    told: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            person, done = _hire(form.cleaned_data, by)
            told = {"told": done, "person": person}
            form = HireForm(offices=offices)
            if done.proposed:
                _say_proposed(request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    people = Staff.objects.filter(_below(by, "office__path")).select_related("office").prefetch_related("appointments")
    page = Paginator(people.order_by("-is_active", "office__path", "name"), 50).get_page(request.GET.get("page"))
    rows = [
        (person, [(row, ROLES[row.role].title) for row in person.appointments.all() if row.until is None])
        for person in page.object_list
    ]
    context = {"form": form, "rows": rows, "page": page, "changes": changes_for(by), **told}
    return render(request, "desk/staff.html", context, status=422 if form.is_bound else 200)


def _person(by: Staff, staff_id: int) -> Staff:
    person = Staff.objects.filter(_below(by, "office__path"), pk=staff_id).select_related("office").first()
    if person is None or person == by:
        raise PermissionDenied
    return person


class AppointForm(forms.Form):
    """One more role of a person."""

    office = forms.ModelChoiceField(label=gettext_lazy("机构"), queryset=Office.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[(role.code, role.title) for role in ROLES.values()])

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


def _act(what: str, person: Staff, form: AppointForm, row: str, by: Staff) -> Done | None:
    """Do or propose what a button of the page asks; None where no button was."""
    at, home = now(), person.office
    if what == "appoint" and form.is_valid():
        office, role = form.cleaned_data["office"], form.cleaned_data["role"]
        return ask(what=Change.APPOINT, staff=person, office=office, role=role, by=by, at=at)
    if what == "end":
        held = person.appointments.select_related("office").get(pk=row[:9], until__isnull=True)
        return ask(what=Change.END, staff=person, office=held.office, role=held.role, by=by, at=at)
    if what == "reset" and home is not None:
        return ask(what=Change.RESET, staff=person, office=home, by=by, at=at)
    if what == "reinstate":
        return Done(password=reinstate(staff=person, by=by, at=at))
    return None


@staff_view(Right.ADMINISTER)
def person_page(request: HttpRequest, staff_id: int) -> HttpResponse:
    """One person: roles given and ended, password reset, account closed (after a look at what it means) or reopened."""
    by = staff_of(request)
    person = _person(by, staff_id)
    offices = Office.objects.filter(_below(by, "path"), is_active=True).order_by("path")
    what = request.POST.get("what", "")
    told: Done | None = None
    form = AppointForm(request.POST if what == "appoint" else None, offices=offices)
    try:
        done = _act(what, person, form, request.POST.get("row", "0"), by)
        if done is not None and done.proposed:
            _say_proposed(request)
        if done is not None and not done.password:
            return redirect("desk:person", staff_id=person.pk)
        told = done
    except (Refusal, Appointment.DoesNotExist, ValueError) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, Refusal) else _("没有这一项。"))
    rows = [(row, ROLES[row.role].title) for row in person.appointments.select_related("office").order_by("-since")]
    held = WorkItem.objects.filter(holder=person, closed_at__isnull=True).count()
    is_by_two = any(row.until is None and row.role in BY_TWO for row, _title in rows)
    context = {"person": person, "rows": rows, "form": form, "held": held, "told": told, "is_by_two": is_by_two}
    return render(request, "desk/person.html", context, status=422 if what and not told else 200)


@staff_view(Right.ADMINISTER)
@require_POST
def dismiss_staff(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Close an account; what the person held goes back into the queues."""
    by = staff_of(request)
    person = _person(by, staff_id)
    assert person.office is not None  # found by the path of its office
    try:
        done = ask(what=Change.DISMISS, staff=person, office=person.office, by=by, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:person", staff_id=person.pk)
    if done.proposed:
        _say_proposed(request)
    else:
        messages.success(
            request, _("%(name)s的账号已停用，%(count)s 件待办已放回。") % {"name": person.name, "count": done.freed}
        )
    return redirect("desk:staff")
