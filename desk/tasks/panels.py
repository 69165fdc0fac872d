"""What stands beside the choices of a task: each page names the one that its work needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from arrears import accounts
from cases.models import Case


@dataclass(frozen=True)
class Panel:
    """A part of the page, and what it is filled with."""

    template: str
    facts: Callable[[Case], Mapping[str, Any]]


MONEY = Panel("desk/parts/balance.html", lambda case: {"balance": accounts.balance(case)})
"""What each worker claims, is to get and has confirmed."""
