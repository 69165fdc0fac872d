"""The page of a human task: what can be done there, each with its form and its act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise

from cases.models import Case
from desk.tasks.panels import Panel
from offices.errors import Refusal


class TaskForm(forms.Form):
    """A form that knows the case it is about. Its fields are named as its act names what it takes.

    `asked_only` names the fields that are for the eyes of whoever fills it in, and not for the act.
    """

    asked_only: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.build()

    def refuse(self, refusal: Refusal) -> None:
        """Show why the act was refused: at its field where the form has it, else above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def given(self) -> dict[str, Any]:
        """Return what the act is given, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.asked_only}

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to do with it now."""
        return True

    def build(self) -> None:
        """Add fields that depend on the case."""


@dataclass(frozen=True)
class Choice:
    """One thing a person can do on a page: `act` is called with task or case, `by`, `at` and the facts of the form.

    `is_main` opens it when the page is first shown.
    """

    code: str
    title: str | Promise
    form_class: type[TaskForm]
    act: Callable[..., Any]
    hint: str | Promise = ""
    button: str | Promise = ""
    is_main: bool = False
    is_grave: bool = False


@dataclass(frozen=True)
class TaskPage:
    """What a node shows to the person who does it: the choices, and a panel where the work needs one."""

    node: str
    lead: str | Promise
    choices: tuple[Choice, ...]
    panel: Panel | None = None

    def choice(self, code: str) -> Choice | None:
        """Return the choice of that code, if the page has it."""
        return next((choice for choice in self.choices if choice.code == code), None)
