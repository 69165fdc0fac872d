"""SMS through a carrier's gateway, as settings describe it: a plain one, or in the shape of Aliyun or Tencent Cloud.

Chinese carriers send only approved templates: a message goes as the carrier's template code with its parameters; the
plain gateway gets the text as well.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from notices.channels import http
from notices.channels.base import DeliveryFailed, Outgoing

ALIYUN_PASSING = (
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.MONTH_LIMIT_CONTROL",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "isp.",
    "InternalError",
    "ServiceUnavailable",
    "Throttling",
)
TENCENT_PASSING = (
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "InternalError",
    "LimitExceeded",
    "RequestLimitExceeded",
)
"""What the carriers' refusals begin with that pass by themselves or with a payment, so that another try is worth it."""


class SmsChannel:
    """What the adapters share: the settings, and that a message has a number and an approved template."""

    needs_templates = True

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        """Read the settings. Raises ImproperlyConfigured naming the variable that is wrong."""
        self.url = http.checked(settings.SMS_URL)
        self.key, self.secret, self.signature = settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_SIGNATURE
        self.templates: dict[str, str] = settings.SMS_TEMPLATES
        self.clock = clock
        if self.needs_templates:
            for name in ("KEY", "SECRET", "SIGNATURE", "TEMPLATES"):
                if not getattr(settings, f"SMS_{name}"):
                    raise ImproperlyConfigured(f"QINGXIN_SMS_{name} is not set.")

    def send(self, message: Outgoing) -> None:
        """Send one SMS; raises `DeliveryFailed`."""
        if not message.address:
            raise DeliveryFailed("no number", permanent=True)
        template = self.templates.get(message.template, "")
        if self.needs_templates and not template:
            raise DeliveryFailed(f"no approved template for {message.template}", permanent=True)
        self._send(message, template)

    def _send(self, message: Outgoing, template: str) -> None:
        raise NotImplementedError


class HttpSmsChannel(SmsChannel):
    """Posts JSON {key, to, text, template, parameters, signature} with the secret as bearer."""

    needs_templates = False

    def _send(self, message: Outgoing, template: str) -> None:
        content = {
            "key": message.key,
            "to": message.address,
            "text": message.body,
            "template": template or message.template,
            "parameters": dict(message.parameters),
            "signature": self.signature,
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"}
        status, _answer = http.ask(self.url, json.dumps(content, ensure_ascii=False).encode(), headers)
        http.judge(status)


class AliyunSmsChannel(SmsChannel):
    """Calls `SendSms` (2017-05-25) by the signed RPC of Aliyun: HMAC-SHA1 over the sorted parameters.

    `OutId` carries the key, the same at every try; the carrier's own limits drop a repetition within a minute. The
    nonce is new in every request: the carrier takes one that it has seen for a replay, and refuses it for good.
    """

    def _send(self, message: Outgoing, template: str) -> None:
        asked = {
            "AccessKeyId": self.key,
            "Action": "SendSms",
            "Format": "JSON",
            "OutId": _short(message.key),
            "PhoneNumbers": message.address.removeprefix("+86"),
            "SignName": self.signature,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": secrets.token_hex(16),
            "SignatureVersion": "1.0",
            "TemplateCode": template,
            "TemplateParam": json.dumps(dict(message.parameters), ensure_ascii=False),
            "Timestamp": f"{self.clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Version": "2017-05-25",
        }
        asked["Signature"] = aliyun_signature(asked, self.secret)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answer = http.ask(self.url, urlencode(asked).encode(), headers)
        _judge(status, str(answer.get("Code") or ""), success="OK", passing=ALIYUN_PASSING)


def aliyun_signature(parameters: dict[str, str], secret: str) -> str:
    """Return the signature of Aliyun's RPC calls over all parameters but the signature itself."""
    pairs = "&".join(f"{_quoted(name)}={_quoted(parameters[name])}" for name in sorted(parameters))
    text = f"POST&{_quoted('/')}&{_quoted(pairs)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="~")


class TencentSmsChannel(SmsChannel):
    """Calls `SendSms` (2021-01-11) of Tencent Cloud, signed by TC3-HMAC-SHA256. Parameters go in the text's order."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        super().__init__(clock=clock)
        if not settings.SMS_APP:
            raise ImproperlyConfigured("QINGXIN_SMS_APP is not set.")

    def _send(self, message: Outgoing, template: str) -> None:
        content = {
            "PhoneNumberSet": [message.address],
            "SmsSdkAppId": settings.SMS_APP,
            "SignName": self.signature,
            "TemplateId": template,
            "TemplateParamSet": list(message.parameters.values()),
            "SessionContext": _short(message.key),
        }
        body, at = json.dumps(content, ensure_ascii=False).encode(), self.clock()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": "ap-guangzhou",
            "X-TC-Timestamp": str(int(at.timestamp())),
            "Authorization": tencent_authorization(
                body, host=urlsplit(self.url).netloc, at=at, key=self.key, secret=self.secret
            ),
        }
        status, answer = http.ask(self.url, body, headers)
        response: dict[str, Any] = answer.get("Response") or {}
        found = response.get("Error") or (response.get("SendStatusSet") or [{}])[0]
        _judge(status, str(found.get("Code") or ""), success="Ok", passing=TENCENT_PASSING)


def tencent_authorization(body: bytes, *, host: str, at: datetime, key: str, secret: str) -> str:
    """Return the TC3-HMAC-SHA256 header of a call to the SMS service."""
    day = f"{at.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/sms/tc3_request"
    canonical = (
        f"POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:{host}\n\ncontent-type;host\n"
        + hashlib.sha256(body).hexdigest()
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{int(at.timestamp())}\n{scope}\n{digest}"
    signing = f"TC3{secret}".encode()
    for part in (day, "sms", "tc3_request"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
    return f"TC3-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=content-type;host, Signature={signature}"


def _judge(status: int, code: str, *, success: str, passing: tuple[str, ...]) -> None:
    """Raise `DeliveryFailed` unless the carrier said in its own word that it took the message.

    A page of some box in between is no success, however well it was served.
    """
    if code == success:
        return
    if not code:
        http.judge(status)
        raise DeliveryFailed("provider gave no answer", is_unreached=True)
    raise DeliveryFailed(f"carrier refused: {code[:60]}", permanent=not code.startswith(passing))


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
