"""Drafts on the server: begun by anyone, held by one session, resumed on another phone by code and proven phone."""

import json
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.codes import new_code, plain
from cases.privacy import decrypt, encrypt
from cases.uploads import CheckedFile
from offices.errors import Refusal
from offices.keys import keyed_hash
from portal.models import Draft, DraftFile

DAYS = 30
SESSION_KEY = "draft"
SESSION_CODE = "draft_sealed"
"""Where the session keeps the resume code, encrypted: a copy of the database resumes nobody's draft.

Nor does it open the session itself, which is kept under a keyed hash of what the cookie holds.
"""

SESSION_TURN = "draft_turn"
"""Where the session keeps the turn at which it took the draft; a later turn is somebody else's."""

MAX_FILES = 20


def _hash(code: str) -> str:
    return keyed_hash(plain(code), purpose="draft")


@transaction.atomic
def begin(request: HttpRequest, *, language: str, at: datetime) -> Draft:
    """Begin a draft and tie it to the session; the pages show its code once a phone is proven."""
    code = new_code()
    draft = Draft.objects.create(
        code_hash=_hash(code),
        submission_key=token_urlsafe(32),
        language=language,
        created_at=at,
        expires_at=at + timedelta(days=DAYS),
    )
    request.session.cycle_key()  # a session id planted before opens nothing of what is now written
    _hold(request, draft, code)
    return draft


def _hold(request: HttpRequest, draft: Draft, code: str) -> None:
    request.session[SESSION_KEY], request.session[SESSION_TURN] = draft.pk, draft.turn
    request.session[SESSION_CODE] = encrypt(code)


def current(request: HttpRequest, at: datetime) -> Draft | None:
    """Return the session's draft, unless it has expired or another session has resumed it."""
    key, turn = request.session.get(SESSION_KEY) or 0, request.session.get(SESSION_TURN, -1)
    return Draft.objects.filter(pk=key, turn=turn, expires_at__gt=at).first()


def find(code: str, *, at: datetime) -> Draft | None:
    """Return the unfiled draft of a code. By itself the code opens nothing: it may have been overseen."""
    return Draft.objects.filter(code_hash=_hash(code), expires_at__gt=at, case__isnull=True).first()


def proven_phone(draft: Draft) -> str:
    """Return the phone (E.164) that the holder has proven; empty while nobody has."""
    return str(answers_of(draft).get("verified_phone", ""))


@transaction.atomic
def resume(request: HttpRequest, draft: Draft, code: str, *, phone: str, at: datetime) -> bool:
    """Hand a draft to this session, which has just proven `phone`; whoever held it holds it no more.

    Return False when that is not the phone proven in the draft, or when it was filed meanwhile. The session keeps its
    name: it got one when the page was begun that leads here.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if not phone or proven_phone(locked) != phone:  # what was filed is empty
        return False
    locked.turn += 1
    locked.save(update_fields=["turn"])
    save(locked, answers_of(locked) | {"verified_at": at.isoformat()})
    _hold(request, locked, plain(code))
    return True


def code_of(request: HttpRequest) -> str:
    """Return the resume code of the session's draft; empty without one."""
    sealed = request.session.get(SESSION_CODE)
    try:
        return decrypt(sealed) if sealed else ""
    except InvalidToken:  # the key of a session's beginning has been taken out of use
        return ""


def answers_of(draft: Draft) -> dict[str, Any]:
    """Return what was answered so far, by step."""
    answers: dict[str, Any] = json.loads(draft.answers)
    return answers


def save(draft: Draft, answers: dict[str, Any]) -> None:
    """Keep the answers."""
    draft.answers = json.dumps(answers, ensure_ascii=False)
    draft.save(update_fields=["answers"])


def add_file(draft: Draft, file: CheckedFile, *, at: datetime) -> None:
    """Attach a checked file, once. Raises Refusal when there are `MAX_FILES` others."""
    others = draft.files.exclude(sha256=file.sha256).count()
    if others >= MAX_FILES:
        raise Refusal(_("最多 %(most)s 个文件。") % {"most": MAX_FILES})
    DraftFile.objects.get_or_create(
        draft=draft,
        sha256=file.sha256,
        defaults={
            "content_type": file.content_type,
            "size": file.size,
            "original_name": file.original_name,
            "added_at": at,
        },
    )


def remove_file(draft: Draft, sha256: str) -> None:
    """Detach a file."""
    DraftFile.objects.filter(draft=draft, sha256=sha256).delete()


def mark_filed(draft: Draft, case: Any) -> None:
    """Tie the draft to its case and empty it: the case holds everything now."""
    draft.case, draft.answers = case, "{}"
    draft.save(update_fields=["case", "answers"])
