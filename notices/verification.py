"""Codes that prove a phone is in somebody's hand: six digits, ten minutes, five tries, and a limit on asking."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from cases.privacy import blind_index
from notices import channels, services
from notices.models import PhoneCode
from offices import throttle

DIGITS = 6
LIFE = timedelta(minutes=10)
MOST_TRIES = 5
ASKING = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
"""How many codes may be sent to one phone within which time."""


def send_code(*, phone: str, purpose: str, at: datetime, language: str = "zh-hans") -> None:
    """Send a new code to a phone (E.164); an older one for the purpose is void. Raises `throttle.TooManyAttempts`."""
    for limit, window in ASKING:
        throttle.hit(f"code_{int(window.total_seconds())}", phone, limit=limit, window=window, at=at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    index = blind_index(phone, purpose="phone")
    with transaction.atomic():
        _open_codes(index, purpose, at).update(expires_at=at)
        row = PhoneCode.objects.create(
            phone_index=index, purpose=purpose, code_hash=make_password(code), created_at=at, expires_at=at + LIFE
        )
        services.post(
            key=f"code:{row.pk}",
            template="verification_code",
            context={"code": code, "minutes": int(LIFE.total_seconds() // 60)},
            to_address=phone,
            channel=channels.SMS,
            language=language,
            at=at,
            urgent=True,
        )


def check_code(*, phone: str, code: str, purpose: str, at: datetime) -> bool:
    """Say whether a code is right; a right one is used up. A wrong try counts, the sixth finds the code dead."""
    index = blind_index(phone, purpose="phone")
    with transaction.atomic():
        row = _open_codes(index, purpose, at).select_for_update().order_by("-created_at").first()
        if row is None or row.attempts >= MOST_TRIES:
            return False
        row.attempts += 1
        is_right = check_password("".join(code.split()), row.code_hash)
        if is_right:
            row.used_at = at
        row.save(update_fields=["attempts", "used_at"])
        return is_right


def _open_codes(index: str, purpose: str, at: datetime) -> QuerySet[PhoneCode]:
    return PhoneCode.objects.filter(phone_index=index, purpose=purpose, used_at__isnull=True, expires_at__gt=at)
