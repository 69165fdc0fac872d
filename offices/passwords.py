"""What a password may not be."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from offices.demo import DEMO_PASSWORD


class NotPublished:
    """Refuses the password that every demonstration prints, outside a demonstration."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` for the published password."""
        if password == DEMO_PASSWORD and not settings.DEMO:
            raise ValidationError(_("这是演示系统公开的密码，不能使用。"), code="password_published")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("不能使用演示系统公开的密码。")
