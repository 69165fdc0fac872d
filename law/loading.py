"""Reading facts from JSON into their dataclasses, strictly: no unknown field, no missing field, no float, no guess."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from law.errors import InvalidAmount, InvalidDate, InvalidFact, LawError
from law.money import read_decimal
from law.months import Month, read_month

Facts = TypeVar("Facts")


def load_facts(kind: type[Facts], document: str | bytes | Mapping[str, object]) -> Facts:
    """Return the facts of `kind` that a JSON text, or an already parsed JSON object, describes.

    Raises the exception of `law.errors` that fits the first fault, its `field` being the path, such as
    `workers[0].months[1].month`.
    """
    data = _parse(document) if isinstance(document, str | bytes) else document
    return cast(Facts, _object(kind, data, ""))


def _parse(text: str | bytes) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        if isinstance(error, LawError):
            raise
        raise InvalidFact("json", "不是有效的 JSON") from error


def _refuse_constant(word: str) -> None:
    raise InvalidAmount("json", f"{word} 不是有效的数字")


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise InvalidFact(key, "同一字段写了两次")
    return dict(pairs)


def _object(kind: type[Any], data: object, path: str) -> object:
    if not isinstance(data, Mapping):
        raise InvalidFact(path or "json", "应为对象")
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    for key in data:
        if key not in known:
            raise InvalidFact(_join(path, str(key)), "没有这个字段")
    values = {name: _value(hints[name], data[name], _join(path, name)) for name in known if name in data}
    for name, field in known.items():
        if name not in data and _is_required(field):
            raise InvalidFact(_join(path, name), "缺少这个字段")
    try:
        return kind(**values)
    except LawError as error:
        raise type(error)(_join(path, error.field), error.message) from error


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(hint: Any, value: object, path: str) -> object:
    if get_origin(hint) in (Union, UnionType):
        return None if value is None else _value(_without_none(hint), value, path)
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise InvalidFact(path, "应为列表")
        return tuple(_value(get_args(hint)[0], item, f"{path}[{index}]") for index, item in enumerate(value))
    if isinstance(hint, type) and is_dataclass(hint) and hint is not Month:
        return _object(hint, value, path)
    return _scalar(hint, value, path)


def _without_none(hint: Any) -> Any:
    return next(part for part in get_args(hint) if part is not NoneType)


def _scalar(hint: Any, value: object, path: str) -> object:
    if hint is Decimal:
        return read_decimal(value, path)
    if hint is date:
        return _day(value, path)
    if hint is Month:
        return read_month(value, path)
    if issubclass(hint, StrEnum):
        return _member(hint, value, path)
    if type(value) is not hint:
        raise InvalidFact(path, {bool: "应为 true 或 false", int: "应为整数"}.get(hint, "应为文本"))
    return value


def _day(value: object, path: str) -> date:
    if type(value) is date:
        return value
    try:
        if isinstance(value, str) and len(value) == len("2025-01-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidDate(path, "没有这一天；日期请写成 2025-01-31 的样子")


def _member(kind: type[StrEnum], value: object, path: str) -> StrEnum:
    try:
        return kind(str(value))
    except ValueError:
        raise InvalidFact(path, "应为以下之一：" + "、".join(kind)) from None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
