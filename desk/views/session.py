"""Logging in and out. Failures are counted by account and address together, so that no stranger locks anybody out.

On a device where an account has logged in before, its tries are counted for that device: who shares the address, or
guesses from another device of the account, uses up nobody's. Guesses at the password in an open session end it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from desk.access import staff_of, staff_view
from offices import administration, throttle
from offices.administration import What
from offices.clock import now
from offices.devices import Proven
from offices.models import AdministrationEntry, Staff
from offices.services import change_password, end_sessions

DOOR, OWN_PASSWORD, WINDOW = "login", "own_password", timedelta(minutes=15)
TRIES, TRIES_OF_ADDRESS = 10, 200
"""Failures in a window: of one account from one address, one device or its open sessions; of one address (an office, a
county behind one router)."""

ACCOUNTS = Proven("accounts", "proven account", most=5)
"""Devices on which an account has logged in: the computer of an office, with those who share it."""


class LoginForm(AuthenticationForm):
    """User name and password. Only failures are counted; a success clears them."""

    error_messages = {  # noqa: RUF012
        "invalid_login": gettext_lazy("用户名或密码不对，请核对后重试。"),
        "inactive": gettext_lazy("用户名或密码不对，请核对后重试。"),
    }
    until: datetime | None = None

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")

    def clean(self) -> dict[str, Any]:
        """Refuse before the password is looked at once there were too many failures; count this one if it is one.

        A try is counted before the password is looked at, and given back when it was right: passwords that are tried
        all at once count one after another.
        """
        assert self.request is not None  # the view gives it
        address, username, at = self.request.META.get("REMOTE_ADDR", ""), self.cleaned_data.get("username", ""), now()
        limits = {f"{username}|{address}": TRIES, f"address:{address}": TRIES_OF_ADDRESS}
        if device := ACCOUNTS.by(self.request, username):
            limits = {f"{username}|device:{device}": TRIES}
        try:
            with transaction.atomic():  # none counts when another is full
                counted = [
                    throttle.hit(DOOR, subject, limit=limit, window=WINDOW, at=at) for subject, limit in limits.items()
                ]
        except throttle.TooManyAttempts as refusal:
            self.until = refusal.until
            raise ValidationError(refusal.message, code="throttled") from None
        try:
            data = super().clean()
        except ValidationError:
            known = Staff.objects.filter(username=username).select_related("office").first()
            administration.write(what=What.LOGIN_FAILED, at=at, about=known, address=address)
            raise
        for attempt in counted:
            throttle.give_back(attempt)
        if self.get_user() is not None:  # a form without a password was no try, and clears none
            throttle.clear(DOOR, next(iter(limits)))
            throttle.clear(OWN_PASSWORD, username)
        return data or {}


class LoginView(auth_views.LoginView):
    """The log-in page."""

    template_name = "desk/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Let the person in, write it down, and let the device know the account."""
        address, staff = self.request.META.get("REMOTE_ADDR", ""), form.get_user()
        administration.write(what=What.LOGGED_IN, at=now(), by=staff, address=address)
        response = super().form_valid(form)
        ACCOUNTS.remember(self.request, response, staff.username)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Answer 429 and when to come back after too many failures, else 200 with what is wrong."""
        response = super().form_invalid(form)
        if form.until is not None:
            response.status_code = 429
            response["Retry-After"] = str(max(1, int((form.until - now()).total_seconds())))
        return response


class LogoutView(auth_views.LogoutView):
    """Log out by POST and go back to the log-in page."""

    next_page = "desk:login"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Write it down, then log out."""
        if isinstance(request.user, Staff):
            administration.write(what=What.LOGGED_OUT, at=now(), by=request.user)
        return super().post(request, *args, **kwargs)


class OwnPasswordForm(PasswordChangeForm):
    """A new password of one's own; failures of the one in force are counted, and `is_guessing` after too many."""

    is_guessing = False

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(staff_of(request), request.POST or None)
        self.address = request.META.get("REMOTE_ADDR", "")
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _("至少 8 个字符；不要用常见的密码，也不要像用户名或姓名。")
        self.fields["new_password2"].label = _("再输一次新密码")
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        """Check the password in force; a try is counted before it is looked at, and given back when it was right."""
        at, staff = now(), self.user
        try:
            attempt = throttle.hit(OWN_PASSWORD, staff.username, limit=TRIES, window=WINDOW, at=at)
        except throttle.TooManyAttempts as refusal:
            self.is_guessing = True
            raise ValidationError(refusal.message, code="throttled") from None
        try:
            password: str = super().clean_old_password()
        except ValidationError:
            administration.password_failed(staff=staff, at=at, address=self.address)
            raise
        throttle.give_back(attempt)
        return password


def _end_of_guesses(request: HttpRequest, staff: Staff) -> HttpResponse:
    administration.session_ended(
        staff=staff, why="guessed", by=staff, at=now(), address=request.META.get("REMOTE_ADDR", "")
    )
    logout(request)
    messages.error(request, _("现在的密码输错太多次，登录已经结束，请重新登录。"))
    return redirect("desk:login")


OWN_LINES = (What.LOGGED_IN, What.LOGGED_OUT, What.PASSWORD_CHANGED)
LINES_ABOUT_ONE = (What.LOGIN_FAILED, What.PASSWORD_RESET, What.SESSION_ENDED)
SHOWN = 20


@staff_view(may_change_password=True)
def account(request: HttpRequest) -> HttpResponse:
    """Change one's password, and see one's own log-ins and the failed ones on one's name."""
    staff = staff_of(request)
    form = OwnPasswordForm(request)
    if request.method == "POST" and form.is_valid():
        change_password(staff=staff, password=form.cleaned_data["new_password1"], at=now())
        update_session_auth_hash(request, staff)
        messages.success(request, _("密码已经修改，其他设备上的登录都已结束。"))
        return redirect("desk:queue")
    if form.is_guessing:
        return _end_of_guesses(request, staff)
    lines = AdministrationEntry.objects.filter(by=staff, what__in=OWN_LINES)
    about = AdministrationEntry.objects.filter(about=staff, what__in=LINES_ABOUT_ONE)
    rows = sorted([*lines.order_by("-at")[:SHOWN], *about.order_by("-at")[:SHOWN]], key=lambda row: row.at)
    context = {"form": form, "rows": rows[::-1][:SHOWN], "must_change": staff.must_change_password}
    return render(request, "desk/account.html", context, status=422 if form.is_bound else 200)


@staff_view()
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End one's sessions on all other devices; this one goes on."""
    staff = staff_of(request)
    end_sessions(staff=staff, at=now())
    update_session_auth_hash(request, staff)
    messages.success(request, _("其他设备上的登录都已结束。"))
    return redirect("desk:account")
