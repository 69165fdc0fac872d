"""Query codes: what a person copies by hand to follow a case. Stored as a salted, keyed hash; never in clear.

A code has 40 bits and is guarded by the limits at the door and by the key, so a fast hash serves: a copy of the
database without the key tells nothing, and a filing does not wait 400 ms for it.
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password

from offices.keys import keyed_hash

# Letters and digits that are not mistaken for one another when read aloud or copied by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
_SCHEME, _AGAIN = "keyed1", "again1"
"""How a code is kept: of any origin; of one issued again, which comes from the salt it is kept with."""


def new_code() -> str:
    """Return a random code."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def code_of_submission(submission_key: str) -> str:
    """Return the code of a filing, the same each time: who repeats a submit is shown the same code.

    It comes from the server's key, so that it needs to be kept nowhere: not in a session, not beside the draft.
    """
    return _derived(f"query code:{submission_key}")


def token_of_next(kept: str, who: str) -> str:
    """Return the salt that the next code will have if `who` has it issued in place of the one `kept`.

    It tells one issue from every other: a second tap brings the same token and finds the code of the first, whoever
    else asked meanwhile has another.
    """
    return keyed_hash(f"{who}:{kept}", purpose="next query code")[:32]


def issued_again(token: str) -> tuple[str, str]:
    """Return the code that belongs to a token, the same each time, and what is stored of it."""
    code = _derived(f"query code issued again:{token}")
    return code, f"{_AGAIN}${token}${_digest(code, token)}"


def code_issued_again(kept: str) -> str | None:
    """Return the code of which `kept` is stored, if it was one issued again."""
    scheme, token, _rest = (*kept.split("$"), "", "")[:3]
    return issued_again(token)[0] if scheme == _AGAIN else None


def _derived(seed: str) -> str:
    digest = hmac.new(settings.BLIND_INDEX_KEY.encode(), seed.encode(), hashlib.sha256)
    number, letters = int.from_bytes(digest.digest(), "big"), []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def plain(text: str) -> str:
    """Return a code as it was given out: upper case, without spaces and hyphens."""
    return "".join(char for char in text.upper() if char.isalnum())


def hashed(code: str) -> str:
    """Return what is stored of a code."""
    salt = secrets.token_hex(8)
    return f"{_SCHEME}${salt}${_digest(code, salt)}"


def _digest(code: str, salt: str) -> str:
    return keyed_hash(code, purpose=f"query_code:{salt}")


def is_outdated(kept: str) -> bool:
    """Say whether a stored hash is of an older kind, to be renewed when the code is next typed."""
    return kept.partition("$")[0] not in (_SCHEME, _AGAIN)


def is_right(typed: str, kept: str) -> bool:
    """Say whether what was typed is the code of which `kept` is stored; cases of the first release keep PBKDF2."""
    code = plain(typed)
    if is_outdated(kept):
        return check_password(code, kept)
    _scheme, salt, digest = kept.split("$")
    return hmac.compare_digest(_digest(code, salt), digest)
