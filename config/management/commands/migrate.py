"""Django's own `migrate`: as the owner of the tables, without a limit on statements, the roles set after it."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction

from config import database_roles


class Command(migrate.Command):
    """`manage.py migrate`: a long index is not cut off; a lock that does not come is given up after ten seconds."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the owner, migrate, then give the application what it needs."""
        connection = connections[options["database"]]
        application = connection.settings_dict["USER"]
        owner = settings.DATABASE_OWNER
        if owner is not None:
            connection.close()
            connection.settings_dict.update({**owner, "NAME": connection.settings_dict["NAME"]})
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
            cursor.execute("SET lock_timeout = '10s'")
        super().handle(*args, **options)
        with transaction.atomic(using=options["database"]):
            unset = database_roles.apply(connection, application, is_owner=owner is None)
        if unset:
            told = "\n".join(unset)
            self.stderr.write(f"Migrated. Limits of time are missing. As a superuser of the database, say:\n{told}")
        with connection.cursor() as cursor:
            for name in database_roles.LIMITS:
                cursor.execute(f"RESET {name}")
