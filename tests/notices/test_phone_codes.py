"""A code proves a phone: right once, for ten minutes, five tries, and not asked for without end."""

from datetime import timedelta

import pytest

from notices import phone_codes
from notices.models import Notice, PhoneCode
from offices.throttle import TooManyAttempts

PHONE = "+8613900000001"


def last_code() -> str:
    body = Notice.objects.order_by("-pk").first().body
    return "".join(letter for letter in body.partition("，")[0] if letter.isdigit())


@pytest.fixture
def send(db, monday):
    def _send(at=monday, purpose="track", visitor="me", **more):
        phone_codes.send_code(phone=PHONE, purpose=purpose, visitor=visitor, at=at, **more)
        return last_code()

    return _send


def check(code, at, purpose="track", phone=PHONE, visitor="me"):
    return phone_codes.check_code(phone=phone, code=code, purpose=purpose, visitor=visitor, at=at)


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
        send(at=monday + timedelta(minutes=10 * minute), device="mine")
    with pytest.raises(TooManyAttempts, match="11:01"):
        send(at=monday + timedelta(minutes=56), device="mine")
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


def _strangers(send, count, start, gap=timedelta(0), name="s"):
    """Let strangers of as many networks each have a code sent."""
    for number in range(count):
        send(visitor=f"{name}{number}", network=f"{name}-net{number}", at=start + number * gap)


def _waits_until(send, **asked):
    with pytest.raises(phone_codes.StrangersWait) as refused:
        send(**asked)
    return refused.value.until


def test_a_network_waits_longer_with_each_code_it_had_sent_to_a_phone(send, monday):
    at, waits = monday, []
    for number in range(7):
        send(visitor=f"v{number}", network="wifi", at=at)
        if number < 1:
            continue
        until = _waits_until(send, visitor="next", network="wifi", at=at)
        waits.append((until - at) // timedelta(minutes=1))
        _waits_until(send, visitor="next", network="wifi", at=until - timedelta(seconds=1))
        at = until
    assert waits == [4, 8, 16, 32, 64, 64]


def test_strangers_of_one_network_hold_up_nobody_elsewhere(send, monday):
    for number in range(2):
        send(visitor=f"stranger{number}", network="wifi", at=monday)
    _waits_until(send, visitor="stranger9", network="wifi", at=monday)
    assert check(send(visitor="me", network="mobile", at=monday), monday)


def test_a_network_waits_from_its_own_last_code_not_from_another_s(send, monday):
    for number in range(2):
        send(visitor=f"stranger{number}", network="wifi", at=monday)
    send(visitor="elsewhere", network="mobile", at=monday + timedelta(minutes=3))
    assert send(visitor="me", network="wifi", at=monday + timedelta(minutes=4))


def test_a_wait_counts_for_one_phone(send, monday):
    for number in range(2):
        send(visitor=f"stranger{number}", network="wifi", at=monday)
    phone_codes.send_code(phone="+8613900000002", purpose="track", visitor="me", network="wifi", at=monday)
    assert Notice.objects.count() == 3


def test_whom_many_networks_ring_still_gets_a_code_within_a_minute(send, monday):
    _strangers(send, phone_codes.FREE_OF_PHONE, monday)
    until = _waits_until(send, visitor="me", network="mobile", at=monday)
    assert until == monday + timedelta(minutes=1)
    assert check(send(visitor="me", network="mobile", at=until), until)


def test_who_rang_before_waits_behind_who_comes_new(send, monday):
    """A stranger who watches for the next turn gets it later than the phone's owner, who never had one."""
    _strangers(send, phone_codes.FREE_OF_PHONE, monday)
    assert _waits_until(send, visitor="s0", network="s-net0", at=monday + timedelta(seconds=61)) == monday + timedelta(
        minutes=2
    )
    assert send(visitor="me", network="mobile", at=monday + timedelta(seconds=61))


def test_no_phone_rings_without_end(send, monday):
    """A stranger with ever new networks, at every turn of a day."""
    at, sent = monday, 0
    while at < monday + timedelta(days=1):
        try:
            send(visitor=f"v{sent}", network=f"net{sent}", at=at)
            sent += 1
        except phone_codes.StrangersWait as wait:
            at = wait.until
    assert sent < 150


def test_a_day_later_nobody_waits(send, monday):
    _strangers(send, phone_codes.FREE_OF_PHONE, monday)
    later = monday + timedelta(days=1)
    for number in range(2):
        send(visitor=f"me{number}", network="s-net0", at=later)


def test_a_known_device_waits_for_no_stranger_nor_strangers_for_it(send, monday):
    _strangers(send, phone_codes.FREE_OF_PHONE, monday)
    for number in range(phone_codes.FREE_OF_DEVICE):
        assert check(send(visitor=f"me{number}", device="mine", at=monday), monday, visitor=f"me{number}")
    until = _waits_until(send, visitor="new", network="mobile", at=monday)
    assert until == monday + timedelta(minutes=1), "nor do strangers wait for it"


def _refused_until(send, **asked):
    with pytest.raises(TooManyAttempts) as refused:
        send(**asked)
    return refused.value.until


def test_a_known_device_waits_longer_with_each_code_and_has_ten_a_day(send, monday):
    at, waits = monday, []
    for number in range(phone_codes.DEVICE_A_DAY):
        send(visitor=f"v{number}", device="theirs", at=at)
        if number < 1:
            continue
        until = _refused_until(send, visitor="next", device="theirs", at=at)
        waits.append((until - at) // timedelta(minutes=1))
        _refused_until(send, visitor="next", device="theirs", at=until - timedelta(seconds=1))
        at = until
    assert waits[:-1] == [1, 2, 4, 8, 16, 16, 16, 16]
    assert at == monday + timedelta(days=1)
    assert send(visitor="next", device="theirs", at=at)
    assert send(visitor="me", device="mine", at=at), "each device by itself"


def test_many_devices_that_had_the_phone_once_refuse_it_to_nobody(send, monday):
    """What all of them may send without a wait is counted together; after it each waits like a stranger."""
    each = phone_codes.FREE_OF_DEVICE
    for number in range(phone_codes.KNOWN_A_DAY):
        send(visitor=f"v{number}", device=f"device{number // each}", network="theirs", at=monday)
    for number in range(phone_codes.FREE_OF_NETWORK):
        send(visitor=f"w{number}", device=f"another{number}", network="theirs", at=monday)
    assert _waits_until(send, visitor="v", device="device99", network="theirs", at=monday) == monday + timedelta(
        minutes=4
    )
    assert check(send(visitor="me", device="mine", network="mobile", at=monday), monday)


def test_who_has_to_wait_has_not_used_up_a_try(send, monday):
    for number in range(2):
        send(visitor=f"v{number}", network="wifi", at=monday)
    for _try in range(20):
        until = _waits_until(send, visitor="me", network="wifi", at=monday)
    assert check(send(visitor="me", network="wifi", at=until), until)


def test_the_refusal_names_the_time_and_another_way(send, monday):
    for number in range(2):
        send(visitor=f"v{number}", network="wifi", at=monday)
    with pytest.raises(TooManyAttempts, match=r"10:05.*手机流量") as refused:
        send(visitor="me", network="wifi", at=monday)
    assert str(refused.value) == refused.value.message


def test_an_unknown_phone_is_counted_alike_and_gets_nothing(send, monday):
    code = send()
    phone_codes.send_code(phone="+8613900000009", purpose="track", visitor="me", at=monday, is_wanted=False)
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
