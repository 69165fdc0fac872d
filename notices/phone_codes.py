"""Codes that prove a phone is in somebody's hand: six digits, ten minutes, five tries, and a limit on asking.

A code belongs to the visit that asked for it (`visitor`): a stranger who types somebody's number neither voids that
person's code nor uses up its tries or its budget. What strangers have sent makes the next stranger of the same network
wait, longer each time, and hardly another: nobody can keep a phone from getting its owner's code.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.privacy import blind_index
from notices import channels, services
from notices.models import PhoneCode
from offices import throttle
from offices.keys import keyed_hash
from offices.pauses import pause_after

DIGITS = 6
LIFE = timedelta(minutes=10)
MOST_TRIES = 5
AGAIN_AFTER = timedelta(minutes=1)
"""A second tap within this time waits for the code that is on its way."""

ASKING = ((5, timedelta(hours=1)), (10, timedelta(days=1)))
"""How many codes one visit may have sent to one phone within which time."""

FREE_OF_DEVICE, DEVICE_A_DAY, KNOWN_A_DAY = 2, 10, 30
"""Codes to one phone in a day by a device that has proven it before: without a wait, at most, and by all of them.

Each has its own budget: who had the phone in hand once (an employer) uses up nothing of its owner's. What all of them
have sent makes each wait like a stranger, and refuses none until tomorrow.
"""

FREE_OF_NETWORK, FREE_OF_PHONE = 2, 20
"""Codes in a day that strangers need not wait for: of one network to one phone, of all networks to one phone."""

FIRST_WAIT, LONGEST_WAIT, LONGEST_OF_DEVICE = timedelta(minutes=1), timedelta(minutes=64), timedelta(minutes=16)
"""The wait of a stranger whose network has had no code yet, once the phone has had `FREE_OF_PHONE`, and of a device
after its free ones; the longest of a stranger, and of a device."""


class StrangersWait(throttle.TooManyAttempts):
    """Strangers asked for so many codes to this phone that the next one has to wait; what helps is said."""

    code = "strangers_wait"

    def __init__(self, until: datetime, at: datetime) -> None:
        super().__init__(until, at)
        self.message += _("急用的，可以换一个网络（比如关掉 Wi-Fi 用手机流量）再要，或者到窗口、打12333。")
        self.args = (self.message,)


def send_code(
    *,
    phone: str,
    purpose: str,
    visitor: str,
    network: str = "",
    at: datetime,
    language: str = "zh-hans",
    is_wanted: bool = True,
    device: str = "",
) -> None:
    """Send a new code to a phone (E.164) for a visit; an older one of the visit is void. Raises `TooManyAttempts`.

    Requests for one phone pass one after another, in one transaction each.

    With `is_wanted` false all is done but the sending: what a door says and counts must not tell whether a phone is
    known. A visit on a device that has proven the phone before (`device`, its name) is not held up by what others sent.
    """
    index, asked = blind_index(phone, purpose="phone"), f"{purpose}:{visitor}"
    with throttle.in_turn("code", phone):  # one after another, or all who ask at once would find the same place free
        if _open_codes(index, asked, at).filter(created_at__gt=at - AGAIN_AFTER).exists():
            return
        if device and len(throttle.times(_KNOWN, phone, since=at - DAY)) >= KNOWN_A_DAY:
            device = ""
        if device:
            _require_turn_of_device(phone, device, at)
        else:
            _require_turn(phone, network, at)
        for limit, window in ASKING:
            throttle.hit(f"code_{int(window.total_seconds())}", f"{phone}|{asked}", limit=limit, window=window, at=at)
        door, who = (_KNOWN, device) if device else (_STRANGERS, network)
        throttle.note(door, phone, at=at)
        throttle.note(door, f"{phone}|{who}", at=at)
        _send(phone, index, asked, at=at, language=language, is_wanted=is_wanted)


_STRANGERS, _KNOWN = "code_strangers", "code_known"
DAY = timedelta(days=1)


def _require_turn_of_device(phone: str, device: str, at: datetime) -> None:
    """Raise `TooManyAttempts` while a device that has proven the phone has to wait; twice as long with each code."""
    own = throttle.times(_KNOWN, f"{phone}|{device}", since=at - DAY)
    if len(own) >= DEVICE_A_DAY:
        raise throttle.TooManyAttempts(own[DEVICE_A_DAY - 1] + DAY, at)
    if len(own) >= FREE_OF_DEVICE:
        until = own[0] + pause_after(len(own) - FREE_OF_DEVICE + 1, first=FIRST_WAIT, longest=LONGEST_OF_DEVICE)
        if until > at:
            raise throttle.TooManyAttempts(until, at)


def _require_turn(phone: str, network: str, at: datetime) -> None:
    """Raise `StrangersWait` while it is not the turn of a stranger's network.

    The wait doubles with each code that the network has had sent to this phone today; once the phone has had
    `FREE_OF_PHONE` it counts from the last code of anybody, and doubles with every further twenty. So a network that
    comes for the first time is served soon, whatever others have sent, and no phone rings without end.
    """
    since = at - DAY
    own = throttle.times(_STRANGERS, f"{phone}|{network}", since=since)
    all_sent = throttle.times(_STRANGERS, phone, since=since)
    rounds = len(all_sent) // FREE_OF_PHONE
    waits = []
    if len(own) >= FREE_OF_NETWORK:
        waits.append(own[0] + _wait(len(own) + 1))
    if rounds:
        waits.append(all_sent[0] + _wait(len(own) + rounds))
    if waits and max(waits) > at:
        raise StrangersWait(max(waits), at)


def _wait(times: int) -> timedelta:
    return pause_after(times, first=FIRST_WAIT, longest=LONGEST_WAIT)


def _send(phone: str, index: str, asked: str, *, at: datetime, language: str, is_wanted: bool) -> None:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    _open_codes(index, asked, at).update(expires_at=at)
    salt = secrets.token_hex(8)
    row = PhoneCode.objects.create(
        phone_index=index,
        purpose=asked,
        code_hash=f"{salt}${_hashed(code, salt)}",
        created_at=at,
        expires_at=at + LIFE,
    )
    if is_wanted:
        services.post(
            key=f"code:{row.pk}",
            template="verification_code",
            context={"code": code, "minutes": int(LIFE.total_seconds() // 60)},
            to_address=phone,
            channel=channels.SMS,
            language=language,
            at=at,
            urgent=True,
            useless_after=at + LIFE,
        )


def check_code(*, phone: str, code: str, purpose: str, visitor: str, at: datetime) -> bool:
    """Say whether a code is right; a right one is used up. A wrong try counts, the sixth finds the code dead."""
    index = blind_index(phone, purpose="phone")
    with transaction.atomic():
        codes = _open_codes(index, f"{purpose}:{visitor}", at)
        row = codes.select_for_update().order_by("-created_at").first()
        if row is None or row.attempts >= MOST_TRIES:
            return False
        row.attempts += 1
        salt, _sign, kept = row.code_hash.partition("$")
        is_right = hmac.compare_digest(_hashed("".join(code.split()), salt), kept)
        if is_right:
            row.used_at = at
        row.save(update_fields=["attempts", "used_at"])
        return is_right


def _hashed(code: str, salt: str) -> str:
    return keyed_hash(code, purpose=f"phone_code:{salt}")


def _open_codes(index: str, purpose: str, at: datetime) -> QuerySet[PhoneCode]:
    return PhoneCode.objects.filter(phone_index=index, purpose=purpose, used_at__isnull=True, expires_at__gt=at)
