"""What the statutes refuse: one exception a kind of fault, each naming the field at fault."""

from __future__ import annotations


class LawError(ValueError):
    """A question the law cannot answer as it was put. `field` names the input, `message` is a Chinese sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message

    def __reduce__(self) -> tuple[type[LawError], tuple[str, str]]:
        return type(self), (self.field, self.message)


class UnknownRule(LawError):
    """No rule, instrument or form has this code."""


class RuleNotInForce(LawError):
    """The rule exists, but not on the day of the event."""


class InvalidDate(LawError):
    """Not a day, not written as a day, or outside the years the calendar can compute."""


class InvalidAmount(LawError):
    """Not a number, negative, or larger than the law or reality allows."""


class InvalidPeriod(LawError):
    """A stretch of time that ends before it begins, or that this rule cannot have."""


class InvalidFact(LawError):
    """A statement that is missing, of the wrong kind, or contradicts another."""
