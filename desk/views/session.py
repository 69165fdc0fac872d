"""Logging in and out, with a rate limit per account and per address."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from offices import throttle
from offices.clock import now


class LoginForm(AuthenticationForm):
    """User name and password, counted against the limit before they are checked."""

    error_messages = {  # noqa: RUF012
        "invalid_login": _("用户名或密码不对，请核对后重试。"),
        "inactive": _("用户名或密码不对，请核对后重试。"),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")

    def clean(self) -> dict[str, Any]:
        """Refuse the eleventh try in fifteen minutes for an account or an address."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        try:
            for subject in (f"name:{self.cleaned_data.get('username', '')}", f"address:{address}"):
                throttle.hit("login", subject, limit=10, window=timedelta(minutes=15), at=now())
        except throttle.TooManyAttempts as refusal:
            raise ValidationError(refusal.message, code="throttled") from None
        return super().clean() or {}


class LoginView(auth_views.LoginView):
    """The log-in page."""

    template_name = "desk/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class LogoutView(auth_views.LogoutView):
    """Log out by POST and go back to the log-in page."""

    next_page = "desk:login"
