"""The outbox: one message a key, in the act's transaction, never at night, tried again with growing pauses."""

import json
from datetime import date, timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone, translation

from cases.models import Event
from clocks.models import Heartbeat
from documents import services as documents
from notices import channels, delivery, phone_codes, queries, services, texts
from notices.channels import DeliveryFailed, Outgoing, http
from notices.errors import CannotService
from notices.models import ChannelHealth, Notice, Service
from notices.quiet_hours import after_quiet, is_quiet
from notices.tasks import deliver
from tests.small_office import at, make_case, make_small_office, make_worker


class Recorder:
    """A channel that remembers what it sent, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.failures: list[Exception] = []

    def send(self, message: Outgoing) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)


@pytest.fixture
def recorder(monkeypatch):
    made = Recorder()
    monkeypatch.setattr(channels, "adapter", lambda _channel: made)
    return made


@pytest.fixture
def worker(case, monday):
    return make_worker(case, monday)


@pytest.fixture
def post(case, worker, monday):
    def _post(key="k1", at_=monday, **given):
        given.setdefault("to_party", worker)
        return services.post(
            key=key,
            template="supplement_received",
            case=case,
            context={"number": case.number, "due": "2026-09-29"},
            at=at_,
            **given,
        )

    return _post


def test_a_key_is_posted_once(post):
    first = post()
    assert post(at_=at("2026-09-22")) == first
    assert Notice.objects.count() == 1
    assert first.body.startswith("【清薪】")
    assert (first.channel, first.to_address) == ("sms", "+8613900000001")


def test_body_and_number_are_not_readable_in_the_database(post):
    notice = post()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, to_address FROM notices_notice WHERE id = %s", [notice.pk])
        body, address = cursor.fetchone()
    assert "清薪" not in body and "139" not in address


def test_a_notice_goes_when_its_act_does(post):
    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), transaction.atomic():
        post()
        raise Interrupted
    assert not Notice.objects.exists()


def test_the_channel_follows_the_address(post, house, case, monday):
    assert post(key="staff", to_party=None, to_staff=house.officer).channel == "page"
    assert post(key="mail", to_party=None, to_address="a@example.org").channel == "mail"
    silent = make_worker(case, monday, name="无号", phone="")
    assert post(key="silent", to_party=silent).channel == "page"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at("2026-09-21", "20:59"), at("2026-09-21", "20:59")),
        (at("2026-09-21", "21:00"), at("2026-09-22", "08:00")),
        (at("2026-09-22", "03:00"), at("2026-09-22", "08:00")),
        (at("2026-09-22", "08:00"), at("2026-09-22", "08:00")),
    ],
)
def test_nobody_is_woken(post, moment, expected):
    assert post(at_=moment).not_before == expected
    assert after_quiet(moment) == expected
    assert is_quiet(moment) is (moment != expected)


def test_what_is_urgent_does_not_wait_and_a_page_disturbs_nobody(post, house, recorder):
    night = at("2026-09-21", "23:00")
    post(key="urgent", at_=night, urgent=True)
    post(key="staff", at_=night, to_party=None, to_staff=house.officer)
    post(key="evening", at_=at("2026-09-21", "20:30"))
    assert delivery.deliver_waiting(at=night, limit=10) == 2
    assert delivery.deliver_waiting(at=at("2026-09-22", "08:00"), limit=10) == 1


def test_a_sent_notice_is_not_sent_again(post, recorder):
    notice = post()
    assert delivery.deliver_waiting(at=at("2026-09-21"), limit=10) == 1
    assert delivery.deliver_waiting(at=at("2026-09-21", "11:00"), limit=10) == 0
    notice.refresh_from_db()
    assert (notice.status, notice.sent_at, notice.attempts) == ("sent", at("2026-09-21"), 1)
    [message] = recorder.sent
    assert (message.key, message.address, message.body) == ("k1", "+8613900000001", notice.body)
    assert message.template == "supplement_received"
    assert list(message.parameters) == ["number", "due"], "in the order of the text"


def test_pauses_grow_and_the_last_failure_is_the_last(post, recorder, case):
    notice = post()
    recorder.failures = [DeliveryFailed("provider answered 500") for _try in range(delivery.MOST_ATTEMPTS)]
    moment, pauses = at("2026-09-21"), []
    for _try in range(delivery.MOST_ATTEMPTS):
        assert delivery.deliver_waiting(at=moment, limit=1) == 0
        notice.refresh_from_db()
        pauses.append((notice.not_before - moment).total_seconds())
        moment = max(moment, notice.not_before)
    assert pauses[:9] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7200], "and never longer"
    assert moment - at("2026-09-21") > timedelta(hours=12), "a carrier may be away for half a day"
    assert (notice.status, notice.attempts, notice.error) == (
        *("failed", delivery.MOST_ATTEMPTS, "provider answered 500"),
    )
    delivery.report_failures(at=moment)
    delivery.report_failures(at=moment)
    assert Event.objects.filter(case=case, name="notice_failed").count() == 1
    assert delivery.deliver_waiting(at=moment + timedelta(days=1), limit=1) == 0


def test_a_pause_ends_by_day(post, recorder):
    notice = post(at_=at("2026-09-21", "20:59"))
    recorder.failures = [DeliveryFailed("no answer") for _try in range(2)]
    delivery.deliver_waiting(at=at("2026-09-21", "20:59"), limit=1)
    delivery.deliver_waiting(at=at("2026-09-21", "20:59") + timedelta(seconds=30), limit=1)
    notice.refresh_from_db()
    assert notice.not_before == at("2026-09-22", "08:00")


def test_a_lasting_failure_is_not_tried_again(post, recorder):
    notice = post()
    recorder.failures = [DeliveryFailed("no number", permanent=True)]
    delivery.deliver_waiting(at=at("2026-09-21"), limit=1)
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == ("failed", 1)


def test_a_broken_adapter_keeps_nobody_else_waiting_and_leaks_nothing(post, recorder, caplog):
    broken = post(key="first")
    post(key="second")
    recorder.failures = [RuntimeError("to +8613900000001")]
    assert delivery.deliver_waiting(at=at("2026-09-21"), limit=5) == 1
    broken.refresh_from_db()
    assert (broken.status, broken.error) == ("waiting", "adapter failed: RuntimeError")
    assert "139" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_the_same_notice(monkeypatch):
    monday = at("2026-09-21")
    case = make_case(make_small_office(monday).county, monday)
    worker = make_worker(case, monday)
    for number in range(6):
        services.post(
            key=f"k{number}",
            template="supplement_received",
            case=case,
            to_party=worker,
            context={"number": case.number, "due": "2026-09-29"},
            at=monday,
        )
    inside, go_on, sent = Signal(), Signal(), []

    class Slow:
        def send(self, message):
            sent.append(message.key)
            inside.set()
            assert go_on.wait(10)

    monkeypatch.setattr(channels, "adapter", lambda _channel: Slow())

    def first_sender():
        delivery.deliver_waiting(at=monday, limit=1)
        connection.close()

    thread = Thread(target=first_sender)
    thread.start()
    assert inside.wait(10)
    go_on.set()
    assert delivery.deliver_waiting(at=monday, limit=10) >= 5
    thread.join(10)
    assert sorted(sent) == [f"k{number}" for number in range(6)]


def test_the_task_beats_its_heart(post, db):
    post(at_=timezone.now() - timedelta(minutes=1), urgent=True)
    assert deliver() == 1
    assert timezone.now() - Heartbeat.objects.get(pk="outbox").at < timedelta(minutes=1)


def test_mail_carries_the_key_as_its_identity(post, settings):
    post(to_party=None, to_address="a@example.org")
    settings.NOTICE_CHANNELS = {"mail": "notices.channels.mail.MailChannel"}
    assert delivery.deliver_waiting(at=at("2026-09-21", "12:00"), limit=1) == 1
    assert mail.outbox[0].to == ["a@example.org"]
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<")


EXACT = {
    "number": "62010220260000123",
    "url": f"https://qingxin.rst.example.gov.cn/answer/{'t' * 32}/",
    "amount": "1,234,567.00",
    "left": "1,234,567.01",
    "due": "2026-11-24",
    "paid_on": "2026-11-25",
    "when": "2026-11-26 14:30",
    "code": "123456",
    "minutes": "10",
    "count": "40",
    "phone": "12333",
}


@pytest.mark.parametrize("code", sorted(texts.TEXTS))
def test_every_text_fits_in_two_hundred_characters_and_fills_its_places(code):
    text = texts.get_text(code)
    names = text.places
    long = {name: EXACT.get(name, "一二三四五六七八九十" * 30) for name in names}
    assert len(text.render({**long, "unused": "x" * 400}, language="zh-hans")) <= texts.MOST
    for language in ("zh-hans", "en"):
        body = text.render(long, language=language)
        assert len(body) <= texts.MOST + 20
        assert [name for name in names if name in EXACT and EXACT[name] not in body] == [], "nothing exact is cut"
    short = text.render({name: "甲" for name in names}, language="zh-hans")
    assert "%(" not in short
    assert len(short) <= 140
    if names:
        with pytest.raises(KeyError):
            text.render({}, language="zh-hans")


def test_a_text_has_one_meaning_and_an_unknown_one_is_a_fault(post):
    with pytest.raises(ValueError, match="twice"):
        texts.register("accepted", "x")
    with pytest.raises(texts.UnknownText):
        texts.get_text("no_such_text")


def test_a_member_of_staff_reads_only_their_own(post, house, case):
    notice = post(to_party=None, to_staff=house.officer)
    services.mark_read(by=house.supervisor, at=at("2026-09-21"))
    assert queries.unread(house.officer) == 1
    services.mark_read(by=house.officer, at=at("2026-09-21"))
    assert queries.unread(house.officer) == 0
    assert queries.recent() == [notice]


@pytest.fixture
def code(db, monday):
    """A code to a phone, as it waits."""
    phone_codes.send_code(phone="+8613900000001", purpose="track", visitor="v", at=monday)
    return Notice.objects.get()


def test_a_link_that_opens_a_door_is_hidden_whole_however_long_the_rest_is(house, case, monday):
    token = "t0ken" * 6
    context = {"number": case.number, "office": "甲" * 90, "due": "2026-09-29", "url": f"https://q.example/{token}/"}
    for language in ("zh-hans", "en"):
        notice = services.post(
            key=language, template="respondent_invited", context=context, at=monday, case=case, language=language
        )
        assert token in notice.body
        assert "t0ken" not in notice.shown_body


def test_the_parameters_keep_the_order_of_the_chinese_whatever_is_read(post, case, monday):
    context = {"number": "1", "office": "b", "due": "c", "amount": "d", "url": "e"}
    with translation.override("en"):
        notice = services.post(key="k", template="order_served", context=context, at=monday, case=case)
    assert list(json.loads(notice.parameters)) == ["office", "due", "amount", "number", "url"]


def test_what_opens_a_door_is_not_shown_and_is_erased_once_it_was_sent(code, recorder, monday):
    secret = json.loads(code.parameters)["code"]
    assert secret in code.body
    assert secret not in code.shown_body
    assert "••••••" in code.shown_body
    delivery.deliver_waiting(at=monday, limit=1)
    assert secret in recorder.sent[0].body
    code.refresh_from_db()
    assert (code.body, code.parameters, code.status) == ("", "", "sent")
    assert code.shown_body


def test_a_demonstration_keeps_its_messages_for_the_page(code, recorder, monday, settings):
    settings.DEMO = True
    delivery.deliver_waiting(at=monday, limit=1)
    code.refresh_from_db()
    assert code.body


def test_a_code_that_comes_too_late_is_not_sent(code, recorder, monday):
    recorder.failures = [DeliveryFailed("provider answered 500")]
    delivery.deliver_waiting(at=monday, limit=1)
    delivery.deliver_waiting(at=monday + phone_codes.LIFE, limit=1)
    code.refresh_from_db()
    assert (code.status, code.body) == ("failed", "")
    assert recorder.sent == []


def test_a_code_that_failed_is_told_of_for_a_day_and_another_notice_until_it_goes(code, post, recorder, monday):
    post(key="k")
    recorder.failures = [DeliveryFailed("no", permanent=True) for _try in range(2)]
    delivery.deliver_waiting(at=monday, limit=2)
    assert queries.failing_count(at=monday) == 2
    told_until = monday + phone_codes.LIFE + queries.CODES_TOLD
    assert queries.failing_count(at=told_until - timedelta(seconds=1)) == 2
    assert queries.failing_count(at=told_until) == 1


def test_codes_go_before_everything_else(code, post, recorder, monday):
    post(key="older", at_=monday - timedelta(hours=1))
    delivery.deliver_waiting(at=monday, limit=1)
    assert recorder.sent[0].template == "verification_code"


def test_a_provider_in_trouble_is_left_alone_and_tried_again(post, recorder, monday):
    for number in range(6):
        post(key=f"k{number}")
    trouble = [DeliveryFailed("provider not reached", is_unreached=True) for _try in range(delivery.TROUBLE_AFTER)]
    recorder.failures = list(trouble)
    assert delivery.deliver_waiting(at=monday, limit=10) == 0
    untouched = Notice.objects.filter(attempts=0).count()
    assert untouched == 6 - delivery.TROUBLE_AFTER, "the rest never ran into it"
    assert delivery.deliver_waiting(at=monday + timedelta(seconds=5), limit=10) == 0
    recorder.failures = [trouble[0]]
    later = monday + delivery.FIRST_REST
    assert delivery.deliver_waiting(at=later, limit=10) == 0, "one look is enough to see that it is still away"
    assert Notice.objects.filter(attempts=0).count() == untouched - 1
    assert delivery.deliver_waiting(at=later + timedelta(minutes=5), limit=10) == 6
    assert ChannelHealth.objects.get().failures == 0


def test_a_lease_of_a_notice_outlasts_the_longest_wait_for_a_carrier(settings):
    assert delivery.LEASE > 2 * timedelta(seconds=max(http.TIMEOUT, settings.EMAIL_TIMEOUT or 0))


def test_a_provider_in_trouble_rests_longer_each_time(post, recorder, monday):
    post()
    recorder.failures = [DeliveryFailed("provider not reached", is_unreached=True) for _try in range(8)]
    moment, rests = monday, []
    for _try in range(8):
        Notice.objects.update(not_before=moment)
        assert delivery.deliver_waiting(at=moment, limit=1) == 0
        if (closed_until := ChannelHealth.objects.get().closed_until) is not None:
            rests.append((closed_until - moment).total_seconds())
            moment = closed_until
    assert rests == [20, 40, 80, 160, 300, 300]


def test_a_message_that_is_refused_says_nothing_of_the_provider(post, recorder, monday):
    for number in range(4):
        post(key=f"k{number}")
    recorder.failures = [DeliveryFailed("provider answered 400", permanent=True) for _try in range(3)]
    assert delivery.deliver_waiting(at=monday, limit=10) == 1


def test_a_sender_that_died_leaves_its_notice_to_another_under_the_same_key(post, recorder, monday):
    post()
    assert delivery._claim(monday) is not None
    last = monday + timedelta(minutes=1) - timedelta(seconds=1)
    for moment in (monday, last):
        assert delivery.deliver_waiting(at=moment, limit=10) == 0, "somebody has it"
    assert delivery.deliver_waiting(at=monday + delivery.LEASE, limit=10) == 1
    assert [message.key for message in recorder.sent] == ["k1"]


def test_a_round_ends_when_its_time_is_up(post, recorder, monday):
    for number in range(3):
        post(key=f"k{number}")
    assert delivery.deliver_waiting(at=monday, limit=10, seconds=-1.0) == 0
    assert not Notice.objects.filter(attempts__gt=0).exists()


@pytest.fixture
def document(case, house, monday):
    fields = {
        "recipient": "马建国",
        "matter": "欠薪投诉",
        "received_on": date(2026, 9, 21),
        "reason": "甲",
        "basis": "乙",
        "remedy": "丙",
    }
    return documents.issue(case=case, form="refusal_notice", fields=fields, by=house.officer, at=monday)


def test_service_is_proved_once_and_dated(document, worker, house):
    given = {"document": document, "party": worker, "by": house.officer, "at": at("2026-09-23")}
    first = services.record_service(method="in_person", served_on=date(2026, 9, 22), **given)
    again = services.record_service(method="post", served_on=date(2026, 9, 23), **given)
    assert again == first
    assert Service.objects.count() == 1
    assert Event.objects.filter(name="document_served").count() == 1
    assert queries.served_on(document, worker) == date(2026, 9, 22)


@pytest.mark.parametrize(
    ("method", "day", "field"),
    [("in_person", 20, "served_on"), ("in_person", 24, "served_on"), ("pigeon", 22, "method")],
)
def test_a_service_that_cannot_be_is_refused(document, worker, house, method, day, field):
    with pytest.raises(CannotService) as refusal:
        services.record_service(
            document=document,
            party=worker,
            method=method,
            served_on=date(2026, 9, day),
            by=house.officer,
            at=at("2026-09-23"),
        )
    assert refusal.value.field == field


def test_a_stranger_to_the_case_is_not_served(document, house, monday):
    stranger = make_worker(make_case(house.county, monday), monday)
    with pytest.raises(CannotService):
        services.record_service(
            document=document,
            party=stranger,
            method="post",
            served_on=date(2026, 9, 22),
            by=None,
            at=at("2026-09-23"),
        )
