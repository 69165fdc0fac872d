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
    def _send(at=monday, purpose="track", visitor="me", **more):
        verification.send_code(phone=PHONE, purpose=purpose, visitor=visitor, at=at, **more)
        return last_code()

    return _send


def check(code, at, purpose="track", phone=PHONE, visitor="me"):
    return verification.check_code(phone=phone, code=code, purpose=purpose, visitor=visitor, at=at)


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
    for minute in range(5):
        send(at=monday + timedelta(minutes=2 * minute))
    with pytest.raises(TooManyAttempts, match="11:01"):
        send(at=monday + timedelta(minutes=12))
    assert PhoneCode.objects.count() == 5


def test_a_second_tap_waits_for_the_code_on_its_way(send, monday):
    code = send()
    assert send(at=monday + timedelta(seconds=30)) == code
    assert PhoneCode.objects.count() == Notice.objects.count() == 1
    assert check(code, monday + timedelta(seconds=31))


def test_a_stranger_neither_voids_nor_uses_up_a_code(send, monday):
    code = send()
    send(visitor="stranger", at=monday + timedelta(seconds=5))
    for _try in range(6):
        assert not check(code, monday, visitor="stranger")
    assert check(code, monday)


def test_strangers_together_are_capped_and_do_not_hold_up_who_has_proven_the_phone(send, monday):
    for number in range(verification.MOST_A_DAY):
        send(visitor=f"stranger{number}", at=monday + timedelta(minutes=number))
    late = monday + timedelta(hours=2)
    with pytest.raises(TooManyAttempts):
        send(visitor="one more", at=late)
    code = send(is_proven=True, at=late)
    assert check(code, late)


def test_an_unknown_phone_is_counted_alike_and_gets_nothing(send, monday):
    code = send()
    verification.send_code(phone="+8613900000009", purpose="track", visitor="me", at=monday, is_wanted=False)
    assert Notice.objects.count() == 1
    assert PhoneCode.objects.count() == 2
    assert code


def test_the_message_is_urgent_and_only_a_hash_is_kept(send, monday):
    night = monday.replace(hour=23)
    code = send(at=night)
    notice = Notice.objects.get()
    assert (notice.urgent, notice.not_before, notice.channel) == (True, night, "sms")
    assert code not in PhoneCode.objects.get().code_hash
    assert PHONE not in PhoneCode.objects.get().phone_index
