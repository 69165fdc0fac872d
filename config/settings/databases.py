"""The database from an address."""

from typing import Any, cast

import dj_database_url

# No statement waits for ever: a lock 10 s, a statement 30 s.
_LIMITS = "-c lock_timeout=10000 -c statement_timeout=30000"


def database(url: str, *, keep_seconds: int = 60) -> dict[str, Any]:
    """Return Django's settings of a database; what the address asks for (sslmode and the like) is kept."""
    found = cast(dict[str, Any], dj_database_url.parse(url, conn_max_age=keep_seconds, conn_health_checks=True))
    options = found.get("OPTIONS", {})
    limits = " ".join(part for part in (_LIMITS, options.get("options")) if part)
    # A cursor of the server outlives its transaction, and behind a pooler its connection is then somebody else's.
    return {**found, "DISABLE_SERVER_SIDE_CURSORS": True, "OPTIONS": {**options, "options": limits}}
