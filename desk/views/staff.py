"""Staff of an administrator's offices: hire, appoint, and close the account of those who leave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from desk.access import staff_of, staff_view
from offices import access
from offices.clock import now
from offices.errors import Refusal
from offices.models import Office, Staff
from offices.rights import Right
from offices.roles import ROLES
from offices.services import appoint, hire
from workflows.acts.supervision import dismiss


def _below(staff: Staff, field: str) -> Q:
    return access.prefix_filter(field, access.prefixes(staff, Right.ADMINISTER, now()))


class HireForm(forms.Form):
    """A new account with its first role."""

    username = forms.SlugField(label=gettext_lazy("用户名"), max_length=40)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    office = forms.ModelChoiceField(label=gettext_lazy("机构"), queryset=Office.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[(role.code, role.title) for role in ROLES.values()])
    password = forms.CharField(
        label=gettext_lazy("初始密码"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        username = str(self.cleaned_data["username"])
        if Staff.objects.filter(username=username).exists():
            raise ValidationError(_("这个用户名已经有人用了。"))
        return username

    def clean_password(self) -> str:
        """Ask for a password that holds."""
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


def _take(form: HireForm, by: Staff) -> bool:
    data, at = form.cleaned_data, now()
    try:
        person = hire(username=data["username"], name=data["name"], office=data["office"], password=data["password"])
        appoint(staff=person, office=data["office"], role=data["role"], by=by, at=at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@staff_view(Right.ADMINISTER)
def staff_page(request: HttpRequest) -> HttpResponse:
    """List the staff of the administrator's offices with their roles, and hire."""
    by = staff_of(request)
    offices = Office.objects.filter(_below(by, "path"), is_active=True).order_by("path")
    form = HireForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid() and _take(form, by):
        messages.success(request, _("已登记。"))
        return redirect("desk:staff")
    people = Staff.objects.filter(_below(by, "office__path")).select_related("office").prefetch_related("appointments")
    page = Paginator(people.order_by("-is_active", "office__path", "name"), 50).get_page(request.GET.get("page"))
    rows = [
        (person, [ROLES[row.role].title for row in person.appointments.all() if row.until is None])
        for person in page.object_list
    ]
    context = {"form": form, "rows": rows, "page": page}
    return render(request, "desk/staff.html", context, status=422 if form.is_bound else 200)


@staff_view(Right.ADMINISTER)
@require_POST
def dismiss_staff(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Close an account; what the person held goes back into the queues."""
    by = staff_of(request)
    person = Staff.objects.filter(_below(by, "office__path"), pk=staff_id).first()
    if person is None or person == by:
        raise PermissionDenied
    freed = dismiss(staff=person, by=by, at=now())
    messages.success(
        request, _("%(name)s的账号已停用，%(count)s 件待办已放回。") % {"name": person.name, "count": freed}
    )
    return redirect("desk:staff")
