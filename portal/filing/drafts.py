"""Drafts on the server: begun by anyone, held by the session, resumed by code on another phone."""

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
"""Where the session keeps the resume code, encrypted: a copy of the database resumes nobody's draft."""

MAX_FILES = 20
OF_THE_PERSON = {"who", "code", "verified_phone", "verified_at"}


def _hash(code: str) -> str:
    return keyed_hash(plain(code), purpose="draft")


@transaction.atomic
def begin(request: HttpRequest, *, language: str, at: datetime) -> Draft:
    """Begin a draft and tie it to the session; its code is shown on every page of the wizard."""
    code = new_code()
    draft = Draft.objects.create(
        code_hash=_hash(code),
        submission_key=token_urlsafe(32),
        language=language,
        created_at=at,
        expires_at=at + timedelta(days=DAYS),
    )
    request.session.cycle_key()  # a session id planted before opens nothing of what is now written
    request.session[SESSION_KEY], request.session[SESSION_CODE] = draft.pk, encrypt(code)
    return draft


def current(request: HttpRequest, at: datetime) -> Draft | None:
    """Return the session's draft, unless it has expired."""
    return Draft.objects.filter(pk=request.session.get(SESSION_KEY) or 0, expires_at__gt=at).first()


def resume(request: HttpRequest, code: str, *, at: datetime) -> Draft | None:
    """Tie the draft of a code to this session.

    Who files is asked anew and the phone proven anew: a code that was overseen shows nobody's phone and number.
    """
    draft = Draft.objects.filter(code_hash=_hash(code), expires_at__gt=at, case__isnull=True).first()
    if draft is not None:
        save(draft, {step: given for step, given in answers_of(draft).items() if step not in OF_THE_PERSON}, at=at)
        request.session.cycle_key()
        request.session[SESSION_KEY], request.session[SESSION_CODE] = draft.pk, encrypt(plain(code))
    return draft


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


def save(draft: Draft, answers: dict[str, Any], *, at: datetime) -> None:
    """Keep the answers."""
    draft.answers = json.dumps(answers, ensure_ascii=False)
    draft.save(update_fields=["answers"])


def add_file(draft: Draft, file: CheckedFile, *, at: datetime) -> None:
    """Attach a checked file, once. Raises Refusal when there are `MAX_FILES` others."""
    others = draft.files.exclude(sha256=file.sha256).count()
    if others >= MAX_FILES:
        raise Refusal(_("最多 20 个文件。"))
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
