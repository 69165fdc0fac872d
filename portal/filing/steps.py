"""The steps of the wizard as data: their order, their form, and when one is passed over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.filing import forms

Answers = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One page. `applies` says whether these answers lead through it."""

    slug: str
    form_class: type[forms.QuestionForm]
    template: str = "portal/question.html"
    applies: Callable[[Answers], bool] = lambda _answers: True


def _is_site(answers: Answers) -> bool:
    return bool(answers.get("site", {}).get("is_site") == "yes")


STEPS = (
    Step("who", forms.WhoForm),
    Step("code", forms.CodeForm, "portal/code.html", lambda answers: not answers.get("verified_phone")),
    Step("employer", forms.EmployerForm),
    Step("site", forms.SiteForm),
    Step("project", forms.ProjectForm, applies=_is_site),
    Step("place", forms.PlaceForm),
    Step("work", forms.WorkForm),
    Step("owed", forms.OwedForm),
    Step("workers", forms.WorkersForm, "portal/workers.html"),
    Step("evidence", forms.EvidenceForm, "portal/evidence.html"),
    Step("story", forms.RequestForm),
    Step("check", forms.DeclareForm, "portal/check.html"),
)
BY_SLUG = {step.slug: step for step in STEPS}
OPTIONAL = {"workers", "evidence"}


def path_of(answers: Answers) -> list[Step]:
    """Return the steps these answers lead through."""
    return [step for step in STEPS if step.applies(answers)]


def following(slug: str, answers: Answers) -> Step:
    """Return the step after one."""
    order = [step.slug for step in STEPS]
    later = [step for step in path_of(answers) if order.index(step.slug) > order.index(slug)]
    return later[0] if later else STEPS[-1]


def preceding(slug: str, answers: Answers) -> Step | None:
    """Return the step before one; the code page is not gone back to."""
    order = [step.slug for step in STEPS]
    earlier = [step for step in path_of(answers) if order.index(step.slug) < order.index(slug) and step.slug != "code"]
    return earlier[-1] if earlier else None


def first_unanswered(answers: Answers) -> Step:
    """Return the first step without an answer: where a draft goes on."""
    for step in path_of(answers):
        if step.slug not in answers and step.slug not in OPTIONAL | {"check"}:
            return step
    return STEPS[-1]
