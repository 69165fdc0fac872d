"""A code proves a phone: right once, for ten minutes, five tries, and not asked for without end."""

from datetime import timedelta

import pytest

from notices import verification
from notices.models import Notice, PhoneCode
from offices.throttle import TooManyAttempts

PHONE = "+8613900000001"


def last_code() -> str:
    body = Notice.objects.order_by("-pk").first().body
    return "".join(letter for letter in body.partition("，")[0] if letter.isdigit())


@pytest.fixture
def send(db, monday):
    def _send(at=monday, purpose="track"):
        verification.send_code(phone=PHONE, purpose=purpose, at=at)
        return last_code()

    return _send


def check(code, at, purpose="track", phone=PHONE):
    return verification.check_code(phone=phone, code=code, purpose=purpose, at=at)


def test_a_code_opens_once(send, monday):
    code = send()
    assert len(code) == 6
    assert check(f" {code[:3]} {code[3:]} ", monday)
    assert not check(code, monday)


def test_a_code_is_for_one_purpose_and_one_phone(send, monday):
    code = send()
    assert not check(code, monday, purpose="file")
    assert not check(code, monday, phone="+8613900000002")
    assert check(code, monday)


def test_a_code_lives_ten_minutes(send, monday):
    code = send()
    assert not check(code, monday + timedelta(minutes=10))


def test_the_sixth_try_finds_the_code_dead(send, monday):
    code = send()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [check(wrong, monday) for _try in range(5)] == [False] * 5
    assert not check(code, monday)


def test_a_newer_code_makes_the_older_void(send, monday):
    older = send()
    newer = send(at=monday + timedelta(minutes=1))
    later = monday + timedelta(minutes=1)
    assert older == newer or not check(older, later)
    assert check(newer, later)


def test_codes_are_not_sent_without_end(send, monday):
    send()
    with pytest.raises(TooManyAttempts):
        send(at=monday + timedelta(seconds=30))
    for minute in range(1, 5):
        send(at=monday + timedelta(minutes=2 * minute))
    with pytest.raises(TooManyAttempts):
        send(at=monday + timedelta(minutes=12))
    assert PhoneCode.objects.count() == 5


def test_the_message_is_urgent_and_only_a_hash_is_kept(send, monday):
    night = monday.replace(hour=23)
    code = send(at=night)
    notice = Notice.objects.get()
    assert (notice.urgent, notice.not_before, notice.channel) == (True, night, "sms")
    assert code not in PhoneCode.objects.get().code_hash
    assert PHONE not in PhoneCode.objects.get().phone_index
