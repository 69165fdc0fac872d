"""What a password may not be, and passwords that are told once."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from offices.keys import keyed_hash

DEMO_PASSWORD = "qingxin-demo"  # noqa: S105 (printed at the start of every demonstration)
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


class NotPublished:
    """Refuses the password that every demonstration prints, outside a demonstration."""

    def validate(self, password: str, _user: object = None) -> None:
        """Raise `ValidationError` for the published password."""
        if password == DEMO_PASSWORD and not settings.DEMO:
            raise ValidationError(_("这是演示系统公开的密码，不能使用。"), code="password_published")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("不能使用演示系统公开的密码。")


def one_time_password() -> str:
    """Return a password that is told once: 16 characters that nobody mistakes for another, about 79 bits."""
    return joined(one_time_half(), one_time_half())


def one_time_half() -> str:
    """Return half of such a password: what one of two people is told."""
    return _in_groups("".join(secrets.choice(_CLEAR) for _place in range(8)))


def half_of(subject: str) -> str:
    """Return the half that belongs to a subject, the same each time: made from the server's key and kept nowhere."""
    number, letters = int(keyed_hash(subject, purpose="half of a password"), 16), []
    for _place in range(8):
        number, letter = divmod(number, len(_CLEAR))
        letters.append(_CLEAR[letter])
    return _in_groups("".join(letters))


def joined(first: str, second: str) -> str:
    """Return the whole password of two halves."""
    return f"{first}-{second}"


def _in_groups(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:]}"
