"""The database from an address."""

from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import dj_database_url


def database(url: str, *, keep_seconds: int = 60) -> dict[str, Any]:
    """Return Django's settings of a database; what the address asks for (sslmode and the like) is kept.

    Several hosts in one address (`host1:5432,host2:5432`) are tried in their order. Nothing here needs more than a
    pooler in transaction mode gives: no start-up options (limits are settings of the role, `config.database_roles`),
    no cursor of the server, which would outlive its transaction on a connection that is then somebody else's.
    """
    single, hosts = _hosts(url)
    found = cast(dict[str, Any], dj_database_url.parse(single, conn_max_age=keep_seconds, conn_health_checks=True))
    if hosts:
        found["HOST"], found["PORT"] = ",".join(host for host, _port in hosts), ",".join(port for _host, port in hosts)
    return {**found, "DISABLE_SERVER_SIDE_CURSORS": True}


def _hosts(url: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the address with its first host alone, and all hosts with their ports where there are several."""
    parts = urlsplit(url)
    account, at, places = parts.netloc.rpartition("@")
    if "," not in places:
        return url, []
    hosts = [(host, port or "5432") for host, _sign, port in (place.partition(":") for place in places.split(","))]
    return urlunsplit(parts._replace(netloc=f"{account}{at}{hosts[0][0]}")), hosts
