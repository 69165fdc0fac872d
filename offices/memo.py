"""Answers kept for the length of one batch, so that a thousand rows of one office ask once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Params = ParamSpec("Params")
Answer = TypeVar("Answer")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept_answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep the answers of `remembered` functions inside; forget them at the end."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(function: Callable[Params, Answer]) -> Callable[Params, Answer]:
    """Let a function of hashable arguments answer the same question once a batch; outside of one it asks each time."""

    @wraps(function)
    def answer(*args: Params.args, **kwargs: Params.kwargs) -> Answer:
        kept = _kept.get()
        if kept is None:
            return function(*args, **kwargs)
        question = (function, args, tuple(sorted(kwargs.items())))
        if question not in kept:
            kept[question] = function(*args, **kwargs)
        return kept[question]  # type: ignore[no-any-return]

    return answer
