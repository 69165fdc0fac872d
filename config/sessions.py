"""Sessions whose row does not hold the key: a copy of the database opens nobody's session."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from offices.keys import keyed_hash

DIGITS = 40
"""As long as the column is: 160 bits."""


def stored_key(session_key: str | None) -> str:
    """Return under which key the row of a session is kept; nobody turns it into what the cookie holds."""
    return keyed_hash(session_key or "", purpose="session")[:DIGITS]


class SessionStore(db.SessionStore):
    """Django's sessions of the database, found by a keyed hash of the key that the cookie holds."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; of none in force nothing, and its key is dropped."""
        kept = stored_key(self.session_key)
        row = Session.objects.filter(session_key=kept, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return self.decode(row.session_data) if row else {}

    def exists(self, session_key: str) -> bool:
        """Tell whether there is a session of a key."""
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row to be written."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session: that of a key, or this one."""
        super().delete(stored_key(session_key or self.session_key))
