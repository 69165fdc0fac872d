"""Identifiers that people type: phones, resident identity numbers, credit codes, bank accounts."""

import unicodedata
from datetime import date

import phonenumbers
from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as StdnumError

from offices.clock import legal_day, now
from offices.errors import Refusal

SHORT_LINES = {"12333", "12345", "12348", "12351", "110"}


class InvalidIdentifier(Refusal):
    """What was typed cannot be such an identifier; the sentence says what to look at."""

    code = "invalid_identifier"


def _plain(text: str) -> str:
    """Return the text in half width, without spaces, hyphens and control characters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if not char.isspace() and char not in "-—‐–" and char.isprintable())


def normalise_phone(text: str) -> str:
    """Return a Chinese phone in E.164 (short public lines as they are). Raises InvalidIdentifier."""
    plain = _plain(text)
    if plain in SHORT_LINES:
        return plain
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        raise InvalidIdentifier(_("电话号码不对，请填 11 位手机号。"), field="phone") from None
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        raise InvalidIdentifier(_("电话号码不对，请填 11 位手机号。"), field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(phone: str) -> bool:
    """Tell whether an E.164 phone can receive an SMS in China."""
    return phone.startswith("+861") and len(phone) == 14


def normalise_id_number(text: str, *, today: date | None = None) -> str:
    """Return an 18-character resident identity number in upper case. Raises InvalidIdentifier.

    The place code is not held against today's divisions: it is the code of the first registration.
    """
    number = _plain(text).upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit() or number[17] not in "0123456789X":
        raise InvalidIdentifier(_("身份证号应为 18 位，最后一位可以是 X。"), field="id_number")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidIdentifier(_("身份证号里的出生日期不对，请核对。"), field="id_number") from None
    if born.year < 1900 or born > (today or legal_day(now())):
        raise InvalidIdentifier(_("身份证号里的出生日期不对，请核对。"), field="id_number")
    if ric.calc_check_digit(number) != number[17]:
        raise InvalidIdentifier(_("身份证号有一位打错了，请对照身份证核对。"), field="id_number")
    return number


def normalise_credit_code(text: str) -> str:
    """Return an 18-character unified social credit code. Raises InvalidIdentifier."""
    code = _plain(text).upper()
    try:
        return str(uscc.validate(code))
    except (StdnumError, KeyError, ValueError):
        # Rural collectives carry codes that begin with a letter, which the library does not know.
        if len(code) == 18 and code[0] == "N" and code.isalnum() and code.isascii():
            return code
        raise InvalidIdentifier(
            _("统一社会信用代码应为 18 位，请对照营业执照核对；不知道可以不填。"), field="credit_code"
        ) from None
