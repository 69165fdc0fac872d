"""What must be right before anything starts. Each fault is one sentence that names the variable to change.

`manage.py check` runs them, and web, worker and beat run them as they start (`refuse_to_start`): what is wrong is then
said on the terminal of the operator, not on the page of a worker.
"""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.checks import Warning as Hint
from django.db import DatabaseError

from cases import identity, store
from cases.keys import index_finds_the_data, keys_open_the_data
from config.settings.environment import refuse, strays
from documents import fonts
from notices.channels import adapter
from offices.demo import DEMO_PASSWORD, PEOPLE
from offices.models import Staff

TAG = "qingxin"
SHORTEST_SECRET, SHORTEST_INDEX_KEY, FEWEST_CHARACTERS = 50, 32, 8


def refuse_to_start() -> None:
    """End the process with status `REFUSED`, naming each fault on stderr, unless everything is as it must be."""
    _claim_store()
    found = run_checks(tags=[TAG], databases=["default"], include_deployment_checks=True)
    faults = sorted((fault for fault in found if fault.is_serious() and not fault.is_silenced()), key=_number)
    if faults:
        refuse([fault.msg for fault in faults])


def _claim_store() -> None:
    # Without database or store nothing is tied; readiness and the check of the store tell what is away.
    with suppress(DatabaseError, OSError):
        identity.claim()


def command(name: str) -> str:
    """Return how an administrative command is said here: through the shipped wrapper, or in the trial's folder."""
    return f"qingxin {name}" if settings.PRODUCTION else f"manage.py {name}"


def _number(fault: CheckMessage) -> str:
    return str(fault.id)


def _is_weak(secret: str, shortest: int) -> bool:
    return len(secret) < shortest or len(set(secret)) < FEWEST_CHARACTERS


def _opens(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


@register(TAG)
def keys_are_keys(**_kwargs: object) -> list[CheckMessage]:
    """Refuse keys that are empty, short, made of one character, or no keys at all."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if _is_weak(settings.SECRET_KEY, SHORTEST_SECRET):
        message = f"QINGXIN_SECRET_KEY is too weak: it must be {SHORTEST_SECRET} random characters or more."
        found.append(Error(message, id="qingxin.E010"))
    if _is_weak(settings.BLIND_INDEX_KEY, SHORTEST_INDEX_KEY):
        message = f"QINGXIN_BLIND_INDEX_KEY is too weak: it must be {SHORTEST_INDEX_KEY} random characters or more."
        found.append(Error(message, id="qingxin.E011"))
    if not settings.FIELD_KEYS:
        found.append(Error("QINGXIN_FIELD_KEYS is empty: personal data cannot be encrypted.", id="qingxin.E012"))
    for number, key in enumerate(settings.FIELD_KEYS, start=1):
        if not _opens(key):
            message = f"QINGXIN_FIELD_KEYS is wrong: its key {number} is no Fernet key (32 bytes, url-safe base64)."
            found.append(Error(message, id="qingxin.E013"))
    return found


@register(TAG)
def no_variable_is_misspelt(**_kwargs: object) -> list[CheckMessage]:
    """Name variables that look like ours and that nothing reads."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    for name, meant in strays().items():
        hint = f" Is {meant} meant?" if meant else ""
        found.append(Hint(f"{name} is set, and nothing reads it.{hint}", id="qingxin.W002"))
    return found


@register(TAG)
def hosts_are_named(**_kwargs: object) -> list[CheckMessage]:
    """Refuse an open list of hosts: addresses in messages would be whatever a stranger writes."""
    if not settings.PRODUCTION:
        return []
    if not settings.ALLOWED_HOSTS:
        return [Error("QINGXIN_HOSTS is empty: nothing would be answered.", id="qingxin.E014")]
    if any(set(host) & set("*/:") or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        message = "QINGXIN_HOSTS is wrong: it takes whole host names, no `*`, no leading dot, no port and no scheme."
        return [Error(message, id="qingxin.E015")]
    return []


@register(TAG)
def public_address_is_ours(**_kwargs: object) -> list[CheckMessage]:
    """Refuse an address in notices and QR codes that is not encrypted, or that nobody here answers."""
    if not settings.PRODUCTION:
        return []
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https":
        return [Error("QINGXIN_PUBLIC_URL is wrong: it must begin with https://.", id="qingxin.E016")]
    if address.hostname not in settings.ALLOWED_HOSTS:
        message = f"QINGXIN_PUBLIC_URL is wrong: its host {address.hostname} is not among QINGXIN_HOSTS."
        return [Error(message, id="qingxin.E017")]
    return []


@register(TAG)
def every_channel_can_be_made(**_kwargs: object) -> list[CheckMessage]:
    """Construct the adapter of each channel; the adapter names what it misses."""
    found: list[CheckMessage] = []
    for channel in settings.NOTICE_CHANNELS:
        try:
            adapter(channel)
        except Exception as error:  # whatever keeps it from being made keeps its messages from being sent
            found.append(Error(f"Nothing can be sent by {channel}: {error}", id="qingxin.E018"))
    return found


@register(TAG, Tags.database, deploy=True)
def nobody_has_the_published_password(
    *, databases: Collection[str] | None = None, **_kwargs: object
) -> list[CheckMessage]:
    """Refuse made-up staff with their published password outside a demonstration; asked when a database is named."""
    if settings.DEMO or not databases:
        return []
    names = [person.username for person in PEOPLE]
    try:
        rows = list(Staff.objects.filter(username__in=names, is_active=True).values_list("username", "password"))
    except DatabaseError:
        return []  # an absent or empty database is told by readiness and by `migrate`
    if demo := sorted(name for name, stored in rows if check_password(DEMO_PASSWORD, stored)):
        names_told = ", ".join(demo)
        message = f"Accounts with the published demo password: {names_told}. Change it: `qingxin changepassword NAME`."
        return [Error(message, id="qingxin.E019")]
    return []


@register(TAG, Tags.database, deploy=True)
def keys_open_what_is_stored(*, databases: Collection[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Refuse keys that do not open the data, or do not find it; asked when a database is named."""
    if not databases:
        return []
    try:
        if not keys_open_the_data():
            message = (
                "QINGXIN_FIELD_KEYS does not open what is stored: put the key that was in use back, behind the newest."
            )
            return [Error(message, id="qingxin.E022")]
        if not index_finds_the_data():
            message = (
                "QINGXIN_BLIND_INDEX_KEY is not that of what is stored: nobody would be found by phone and right "
                "query codes would be refused. Put the key that was in use back."
            )
            return [Error(message, id="qingxin.E026")]
    except DatabaseError:
        pass  # an absent or empty database is told by readiness and by `migrate`
    return []


@register(TAG, deploy=True)
def everything_is_built(**_kwargs: object) -> list[CheckMessage]:
    """Refuse to serve pages without their files, and forms without their fonts (a trial renders with slower ones)."""
    found: list[CheckMessage] = []
    is_hashed = "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
    if is_hashed and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        message = f"No static files under QINGXIN_VAR ({settings.STATIC_ROOT}): run `{command('build')}`."
        found.append(Error(message, id="qingxin.E020"))
    if not fonts.are_prepared():
        kind = Error if settings.PRODUCTION else Hint
        message = f"No prepared fonts under QINGXIN_VAR ({settings.QINGXIN_FONTS}): run `{command('build')}`."
        found.append(kind(message, id="qingxin.E021"))
    return found


@register(TAG, Tags.database, deploy=True)
def files_are_those_of_the_database(
    *, databases: Collection[str] | None = None, **_kwargs: object
) -> list[CheckMessage]:
    """Refuse a machine with a store of its own, or whose shared store is not mounted: its papers would be lost."""
    if not databases:
        return []
    try:
        is_ours = identity.is_ours()
    except DatabaseError:
        return []  # an absent or empty database is told by readiness and by `migrate`
    if is_ours:
        return []
    message = (
        f"{store.place()} are not those of this database: mount the folder, or name the bucket, "
        f"that all machines share; it holds the right `{store.MARK}`."
    )
    return [Error(message, id="qingxin.E023")]
