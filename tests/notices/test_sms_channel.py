"""The SMS adapters against a carrier on this machine, in each shape."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import BASE_DIR
from notices.channels import http, sms
from notices.channels.base import DeliveryFailed, Outgoing
from notices.texts import TEXTS
from tests.fakes import gateway

MESSAGE = Outgoing(
    key="k1",
    address="+8613900000001",
    body="【清薪】验证码123456",
    template="verification_code",
    parameters={"code": "123456", "minutes": "10"},
)
SHAPES = {"http": sms.HttpSmsChannel, "aliyun": sms.AliyunSmsChannel, "tencent": sms.TencentSmsChannel}


@pytest.fixture
def carrier():
    server = gateway.Gateway().start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def use(carrier, settings):
    """The adapter of a shape, as the carrier on this machine wants it."""

    def _use(shape: str) -> sms.SmsChannel:
        settings.SMS_URL = carrier.url(shape)
        settings.SMS_KEY, settings.SMS_SECRET = gateway.KEY, gateway.SECRET
        settings.SMS_SIGNATURE, settings.SMS_APP = gateway.SIGNATURE, gateway.APP
        settings.SMS_TEMPLATES = {"verification_code": "SMS_1"}
        return SHAPES[shape]()

    return _use


@pytest.fixture(params=SHAPES)
def channel(request, use):
    return use(request.param)


def test_a_message_reaches_the_carrier_as_template_and_parameters(channel, carrier):
    channel.send(MESSAGE)
    [taken] = carrier.taken
    assert taken["to"].endswith("13900000001")
    assert taken["template"] == "SMS_1"
    values = taken["parameters"].values() if isinstance(taken["parameters"], dict) else taken["parameters"]
    assert list(values) == ["123456", "10"]


def test_the_plain_gateway_is_sent_what_the_guide_shows(use, carrier):
    use("http").send(MESSAGE)
    page = (BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    shown = page[page.index('{"key": "k1"') :].partition("\n\n")[0]
    assert carrier.taken == [json.loads(shown)]


def test_a_plain_gateway_without_a_code_is_told_the_name_of_the_text(use, carrier):
    channel = use("http")
    channel.templates = {}
    channel.send(MESSAGE)
    assert carrier.taken[0]["template"] == "verification_code"


def test_the_same_key_reaches_the_person_once(channel, carrier):
    carrier.mode = "drop"
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(MESSAGE)
    assert not failure.value.permanent
    assert failure.value.is_unreached
    carrier.mode = ""
    channel.send(MESSAGE)
    assert len(carrier.taken) == 1


def test_a_request_of_its_own_is_no_replay_however_often_the_same_message_is_sent(use, carrier):
    """Who sends again what failed begins to count its tries anew; the person still gets it once."""
    for _try in range(3):
        use("aliyun").send(MESSAGE)
    assert len(carrier.nonces) == 3
    assert len(carrier.taken) == 1


def test_a_request_that_is_played_again_is_refused(use, carrier, monkeypatch):
    monkeypatch.setattr(sms.secrets, "token_hex", lambda _size: "the same")
    use("aliyun").send(MESSAGE)
    with pytest.raises(DeliveryFailed, match="SignatureNonceUsed"):
        use("aliyun").send(MESSAGE)


def test_a_wrong_secret_is_refused_for_good(channel, carrier):
    channel.secret = "wrong"
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(MESSAGE)
    assert failure.value.permanent
    assert not carrier.taken
    assert "139" not in str(failure.value)


def test_a_carrier_in_trouble_is_tried_again(channel, carrier):
    carrier.mode = "broken"
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(MESSAGE)
    assert (failure.value.permanent, failure.value.is_unreached) == (False, True)


def test_a_carrier_that_hangs_is_waited_for_no_longer_than_said(channel, carrier, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    carrier.mode, carrier.hang_seconds = "hang", 1.0
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(MESSAGE)
    assert (failure.value.permanent, failure.value.is_unreached) == (False, True)


def test_no_number_no_message(channel, carrier):
    with pytest.raises(DeliveryFailed) as failure:
        channel.send(Outgoing("k", "", "x"))
    assert failure.value.permanent
    assert carrier.tries == 0


def test_a_text_without_an_approved_template_is_not_sent_where_one_is_needed(channel, carrier):
    message = Outgoing("k2", "+8613900000001", "x", template="accepted")
    if isinstance(channel, sms.HttpSmsChannel):
        channel.send(message)
        assert carrier.taken[0]["template"] == "accepted"
        return
    with pytest.raises(DeliveryFailed, match="accepted") as failure:
        channel.send(message)
    assert failure.value.permanent


@pytest.mark.parametrize("url", ["", "http://example.org/send", "file:///etc/passwd", "http://localhost.evil.example/"])
def test_only_https_is_taken(settings, url):
    settings.SMS_URL = url
    with pytest.raises(ImproperlyConfigured, match="QINGXIN_SMS_URL"):
        sms.HttpSmsChannel()


@pytest.mark.parametrize("missing", ["KEY", "SECRET", "SIGNATURE", "TEMPLATES", "APP"])
def test_what_a_carrier_needs_is_named(settings, missing):
    settings.SMS_URL, settings.SMS_APP = "https://sms.example.org/", "1"
    settings.SMS_KEY = settings.SMS_SECRET = settings.SMS_SIGNATURE = "x"
    settings.SMS_TEMPLATES = {"verification_code": "SMS_1"}
    sms.TencentSmsChannel()
    setattr(settings, f"SMS_{missing}", {} if missing == "TEMPLATES" else "")
    with pytest.raises(ImproperlyConfigured, match=f"QINGXIN_SMS_{missing}"):
        sms.TencentSmsChannel()


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (408, False), (400, True), (403, True)])
def test_which_answers_are_worth_another_try(status, permanent):
    with pytest.raises(DeliveryFailed) as failure:
        http.judge(status)
    assert failure.value.permanent is permanent
    http.judge(409)


@pytest.mark.parametrize(
    ("code", "permanent"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", False),
        ("isv.AMOUNT_NOT_ENOUGH", False),
        ("isp.SYSTEM_ERROR", False),
        ("Throttling.User", False),
        ("isv.PARAM_LENGTH_LIMIT", True),
        ("isv.MOBILE_NUMBER_ILLEGAL", True),
        ("SignatureDoesNotMatch", True),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_which_refusals_of_aliyun_are_worth_another_try(carrier, use, code, permanent, status):
    carrier.answer = status, {"Code": code}
    with pytest.raises(DeliveryFailed, match=code) as failure:
        use("aliyun").send(MESSAGE)
    assert failure.value.permanent is permanent


@pytest.mark.parametrize(
    ("response", "permanent"),
    [
        ({"Error": {"Code": "RequestLimitExceeded"}}, False),
        ({"Error": {"Code": "InternalError.Timeout"}}, False),
        ({"Error": {"Code": "AuthFailure.SignatureFailure"}}, True),
        ({"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, False),
        ({"SendStatusSet": [{"Code": "FailedOperation.InsufficientBalanceInSmsPackage"}]}, False),
        ({"SendStatusSet": [{"Code": "InvalidParameterValue.TemplateParameterLengthLimit"}]}, True),
    ],
)
def test_which_refusals_of_tencent_are_worth_another_try(carrier, use, response, permanent):
    carrier.answer = 200, {"Response": response}
    with pytest.raises(DeliveryFailed, match="carrier refused") as failure:
        use("tencent").send(MESSAGE)
    assert failure.value.permanent is permanent


@pytest.mark.parametrize("shape", ["aliyun", "tencent"])
@pytest.mark.parametrize("content", [b"<html>please log in</html>", b"", b"[]", b'{"Code": null, "Response": null}'])
def test_what_is_no_answer_of_the_carrier_is_no_success(carrier, use, shape, content):
    carrier.answer = 200, content
    with pytest.raises(DeliveryFailed, match="no answer") as failure:
        use(shape).send(MESSAGE)
    assert (failure.value.permanent, failure.value.is_unreached) == (False, True)


def test_no_redirection_is_followed(channel, carrier):
    other = gateway.Gateway().start()
    carrier.answer, carrier.location = (302, {}), other.url("http")
    try:
        with pytest.raises(DeliveryFailed, match="302"):
            channel.send(MESSAGE)
        assert (carrier.tries, other.tries, other.looks) == (1, 0, 0)
    finally:
        other.shutdown()
        other.server_close()


def test_an_answer_that_is_no_http_says_that_the_carrier_was_not_reached(channel, carrier):
    carrier.mode = "babble"
    with pytest.raises(DeliveryFailed, match="BadStatusLine") as failure:
        channel.send(MESSAGE)
    assert (failure.value.permanent, failure.value.is_unreached) == (False, True)


def test_the_signature_of_aliyun_hangs_on_each_parameter_and_the_secret_and_on_no_order():
    parameters = {"AccessKeyId": "testid", "Action": "DescribeRegions", "Format": "XML"}
    first = sms.aliyun_signature(parameters, "testsecret")
    assert first == sms.aliyun_signature(dict(reversed(parameters.items())), "testsecret"), "order does not matter"
    assert first != sms.aliyun_signature({**parameters, "Format": "JSON"}, "testsecret")
    assert first != sms.aliyun_signature(parameters, "other")


def test_the_authorization_of_tencent_hangs_on_body_day_and_host():
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    known = {"host": "sms.example.org", "at": at, "key": "k", "secret": "s"}
    first = sms.tencent_authorization(b"{}", **known)
    assert "Credential=k/2026-11-23/sms/tc3_request" in first
    others = [sms.tencent_authorization(b"[]", **known), sms.tencent_authorization(b"{}", **{**known, "host": "x"})]
    assert first not in others


def test_the_parameters_of_each_text_stand_in_its_order():
    assert TEXTS["verification_code"].places == ("code", "minutes")
    assert TEXTS["complaint_received"].places == ("number", "office", "due", "url")
    assert json.dumps(list(TEXTS["closed_paid"].places)) == '["number", "amount", "url"]'
