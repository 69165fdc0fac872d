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
_SCHEME = "keyed1"


def new_code() -> str:
    """Return a random code."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def code_of_submission(submission_key: str) -> str:
    """Return the code of a filing, the same each time: who repeats a submit is shown the same code.

    It comes from the server's key, so that it needs to be kept nowhere: not in a session, not beside the draft.
    """
    digest = hmac.new(settings.BLIND_INDEX_KEY.encode(), f"query code:{submission_key}".encode(), hashlib.sha256)
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
    return f"{_SCHEME}${salt}${keyed_hash(code, purpose=f'query_code:{salt}')}"


def is_outdated(kept: str) -> bool:
    """Say whether a stored hash is of an older kind, to be renewed when the code is next typed."""
    return not kept.startswith(f"{_SCHEME}$")


def is_right(typed: str, kept: str) -> bool:
    """Say whether what was typed is the code of which `kept` is stored; cases of the first release keep PBKDF2."""
    code = plain(typed)
    scheme, _sign, rest = kept.partition("$")
    if scheme != _SCHEME:
        return check_password(code, kept)
    salt, _sign, digest = rest.partition("$")
    return hmac.compare_digest(keyed_hash(code, purpose=f"query_code:{salt}"), digest)
