"""The page of a human task: what can be done there, each with its form and its act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise

from cases.models import Case
from offices.errors import Refusal
from offices.models import Staff
from workflows.models import WorkItem

Perform = Callable[[WorkItem, dict[str, Any], Staff, datetime], Any]


class TaskForm(forms.Form):
    """A form that knows the case it is about."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.build()

    def refuse(self, refusal: Refusal) -> None:
        """Show why the act was refused: at its field where the form has it, else above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def build(self) -> None:
        """Add fields that depend on the case."""


@dataclass(frozen=True)
class Choice:
    """One thing a person can do on a task page. `is_main` opens it when the page is first shown."""

    code: str
    title: str | Promise
    form_class: type[TaskForm]
    perform: Perform
    hint: str | Promise = ""
    button: str | Promise = ""
    is_main: bool = False
    is_grave: bool = False


@dataclass(frozen=True)
class TaskPage:
    """What a node shows to the person who does it."""

    node: str
    lead: str | Promise
    choices: tuple[Choice, ...]

    def choice(self, code: str) -> Choice | None:
        """Return the choice of that code, if the page has it."""
        return next((choice for choice in self.choices if choice.code == code), None)
