"""What `check --deploy --database default` tries besides: are database and broker reached, and by the right role.

Only when asked: a process that starts while one of them is away waits for it, and does not refuse to start.
"""

from collections.abc import Collection

from celery import current_app
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Hint
from django.db import DatabaseError, connection


@register(Tags.database, deploy=True)
def database_is_reached(*, databases: Collection[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Say when the database is not reached, or when what runs could change the schema and the history."""
    if not databases or not settings.PRODUCTION:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
            (may_create,) = cursor.fetchone()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[-1]
        return [Error(f"DATABASE_URL: the database is not reached: {reason}", id="qingxin.E024")]
    if may_create:
        message = (
            "DATABASE_URL names a role that may change the schema and the history: "
            "name the application's role there, and the owner in DATABASE_OWNER_URL."
        )
        return [Hint(message, id="qingxin.W001")]
    return []


@register(Tags.database, deploy=True)
def broker_is_reached(*, databases: Collection[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Say when the broker is not reached."""
    if not databases or not settings.PRODUCTION:
        return []
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # whatever the broker's client raises
        return [Error(f"CELERY_BROKER_URL: the broker is not reached: {type(error).__name__}", id="qingxin.E025")]
    return []
