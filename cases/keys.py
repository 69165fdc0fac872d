"""The keys of what is encrypted: whether those of today open and find the data, and how an old one is given up."""

from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from cases.models import Party
from cases.privacy import EncryptedTextField, blind_index, decrypt, encrypt

Table = tuple[type[Model], list[str]]

SAMPLE, BATCH = 20, 500
"""Rows looked at from each end of a table; rows read at a time."""


def _tables() -> list[Table]:
    """Return every model with the names of its encrypted fields."""
    found = [
        (model, [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)])
        for model in apps.get_models()
    ]
    return [(model, names) for model, names in found if names]


def _as_stored(rows: "QuerySet[Model]", names: list[str]) -> "QuerySet[Model, tuple[int | str, ...]]":
    """Return the key and the ciphertexts of rows, not opened."""
    plain = {f"stored_{name}": Cast(F(name), TextField()) for name in names}
    return rows.annotate(**plain).values_list("pk", *plain)


def keys_open_the_data() -> bool:
    """Say whether `settings.FIELD_KEYS` open the oldest and the newest rows of each table; none are open to all."""
    try:
        for model, names in _tables():
            for order in ("pk", "-pk"):
                for _pk, *stored in _as_stored(model._default_manager.order_by(order), names)[:SAMPLE]:
                    for token in stored:
                        decrypt(str(token))
    except (InvalidToken, ValueError):  # another key, or no key at all
        return False
    return True


def index_finds_the_data() -> bool:
    """Say whether `settings.BLIND_INDEX_KEY` gives the oldest and the newest phones the index that is stored of them.

    Another one finds nobody by phone and refuses the right query code. What does not open says nothing of it.
    """
    stored = Party.objects.exclude(phone_index="")
    try:
        return all(
            blind_index(phone, purpose="phone") == index
            for order in ("pk", "-pk")
            for phone, index in stored.order_by(order).values_list("phone", "phone_index")[:SAMPLE]
        )
    except (InvalidToken, ValueError):
        return True


def rotate(*, batch: int = BATCH) -> tuple[int, int]:
    """Encrypt anew, with the newest key, what an older one encrypted; return how many values, and how many do not open.

    Nothing is locked and nothing waits: a value is replaced only while it is still the one that was read, and who
    wrote another meanwhile wrote it with the newest key. Safe to break off and to repeat.
    """
    changed = lost = 0
    newest = Fernet(settings.FIELD_KEYS[0])
    for model, names in _tables():
        for pk, name, token in _values(model, names, batch):
            if _opens(newest, token):
                continue
            try:
                again = encrypt(decrypt(token))
            except InvalidToken:
                lost += 1
                continue
            rows = model._default_manager.filter(pk=pk, **{name: Value(token, output_field=TextField())})
            changed += rows.update(**{name: Value(again, output_field=TextField())})
    return changed, lost


def _values(model: type[Model], names: list[str], batch: int) -> Iterator[tuple[int, str, str]]:
    last = 0
    while rows := list(_as_stored(model._default_manager.filter(pk__gt=last).order_by("pk"), names)[:batch]):
        for pk, *stored in rows:
            last = int(pk)
            yield from ((last, name, str(token)) for name, token in zip(names, stored, strict=True) if token)


def _opens(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token.encode())
    except InvalidToken:
        return False
    return True
