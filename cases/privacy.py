"""Personal data at rest: encryption, the keyed blind index, and masks for the screen."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from offices.keys import keyed_hash


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt a text with the newest of `settings.FIELD_KEYS`; the empty text stays empty."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Decrypt what `encrypt` made with any of the keys. Raises cryptography's InvalidToken on a forgery."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def blind_index(value: str, *, purpose: str) -> str:
    """Return the keyed hash that finds a value without storing it; empty for the empty value."""
    return keyed_hash(value, purpose=purpose)


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that is encrypted in the database and plain in Python. It cannot be filtered on."""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return value if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return value if value is None else encrypt(str(value))


def mask_phone(phone: str) -> str:
    """Show 139****2345 for a phone in any form."""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 8 else "****" if national else ""


def mask_id_number(number: str) -> str:
    """Show 6201**********0026."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else "****" if number else ""


def mask_account(number: str) -> str:
    """Show the last four digits of a bank account."""
    return f"**** {number[-4:]}" if number else ""
