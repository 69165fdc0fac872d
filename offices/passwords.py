"""What a password may not be, and passwords that are told once."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEMO_PASSWORD = "qingxin-demo"  # noqa: S105 (printed at the start of every demonstration)
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


class NotPublished:
    """Refuses the password that every demonstration prints, outside a demonstration."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` for the published password."""
        if password == DEMO_PASSWORD and not settings.DEMO:
            raise ValidationError(_("这是演示系统公开的密码，不能使用。"), code="password_published")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("不能使用演示系统公开的密码。")


def one_time_password() -> str:
    """Return a password that is told once: 16 characters that nobody mistakes for another, about 79 bits."""
    return "-".join("".join(secrets.choice(_CLEAR) for _place in range(4)) for _group in range(4))
