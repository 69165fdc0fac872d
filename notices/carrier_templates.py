"""The texts as Chinese carriers want them ordered: which, in whose notation, with the places in which order."""

import json

from django.utils import translation

from notices.texts import TEXTS, Text

MARK = "【清薪】"
"""What a text begins with here; a carrier puts the signature there itself."""

HEAD = f"""# Templates of the SMS

Written by `make docs` from `notices/texts.py`; a test fails when it is old. Chinese carriers send approved templates
only: order each of these (Aliyun and Tencent Cloud write the places differently), then name the carrier's codes in
`QINGXIN_SMS_TEMPLATES`. The signature (短信签名) is ordered apart and named in `QINGXIN_SMS_SIGNATURE`; the carrier
sets it, so that `{MARK}`, with which the plain gateway's `text` begins, is left out here. The kind is “notification”
(通知), that of `verification_code` “code” (验证码). `url` is an address under `QINGXIN_PUBLIC_URL`: have its host
approved with the templates. Templates are Chinese, also for whoever reads Qingxin in English.
"""


def needed() -> list[Text]:
    """Return the texts that go by SMS, by their codes."""
    return [TEXTS[code] for code in sorted(TEXTS) if not TEXTS[code].for_staff]


def _filled(text: Text, places: dict[str, str]) -> str:
    with translation.override(None):
        return (str(text.text) % places).removeprefix(MARK)


def aliyun(text: Text) -> str:
    """Return a text as Aliyun writes it: `${name}`."""
    return _filled(text, {name: f"${{{name}}}" for name in text.places})


def tencent(text: Text) -> str:
    """Return a text as Tencent Cloud writes it: `{1}`, the number being the place in the order of the parameters."""
    return _filled(text, {name: f"{{{number}}}" for number, name in enumerate(text.places, start=1)})


def markdown() -> str:
    """Return the page."""
    texts = needed()
    rows = ["| name | parameters, in their order | Aliyun | Tencent Cloud |", "|---|---|---|---|"]
    rows += [f"| `{text.code}` | {', '.join(text.places)} | {aliyun(text)} | {tencent(text)} |" for text in texts]
    value = json.dumps({text.code: "" for text in texts})
    return "\n".join([HEAD, *rows, f"\nThe value to fill in, on one line:\n\n    QINGXIN_SMS_TEMPLATES='{value}'\n"])
