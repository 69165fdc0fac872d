"""Mail through Django's mail settings."""

import hashlib
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from notices.channels.base import DeliveryFailed, Outgoing


class MailChannel:
    """Sends a plain mail. The Message-ID comes from the key, so that a repetition is recognisable."""

    def send(self, message: Outgoing) -> None:
        """Send one mail; raises `DeliveryFailed`."""
        if "@" not in message.address:
            raise DeliveryFailed("no mail address", permanent=True)
        identifier = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        mail = EmailMessage(
            subject=_("清薪通知"),
            body=message.body,
            to=[message.address],
            headers={"Message-ID": f"<{identifier}@{domain}>"},
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise DeliveryFailed(f"mail not accepted: {type(error).__name__}") from None
