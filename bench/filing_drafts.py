"""Drafts answered up to the last page, each with a session of its own: copies of the one that was walked through.

Run in the environment of the installation: `python -m bench.filing_drafts COUNT` prints one session key a line.
"""

import json
import sys
from importlib import import_module
from secrets import token_urlsafe

import django
from django.conf import settings

django.setup()

from offices.clock import now  # noqa: E402
from portal.filing import drafts  # noqa: E402
from portal.models import Draft  # noqa: E402


def main(count: int) -> None:
    """Copy the newest draft `count` times; each copy has a phone and a session of its own."""
    walked, at = Draft.objects.filter(case=None).latest("pk"), now()
    answers, taken = drafts.answers_of(walked), Draft.objects.count()
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    for number in range(taken, taken + count):
        phone = f"+86139{number:08}"
        own = {**answers, "who": {**answers["who"], "phone": phone}, "verified_phone": phone}
        draft = Draft(
            code_hash=token_urlsafe(32),  # nobody resumes these
            submission_key=token_urlsafe(32),
            created_at=at,
            expires_at=walked.expires_at,
            answers=json.dumps(own, ensure_ascii=False),
        )
        draft.save()
        session = sessions()
        session.create()
        session.update({drafts.SESSION_KEY: draft.pk, drafts.SESSION_TURN: draft.turn, "visitor": token_urlsafe(9)})
        session.save()
        sys.stdout.write(f"{session.session_key}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
