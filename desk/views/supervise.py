"""What a supervisor may put right in a case: extend, reassign, undo, return, cancel. Each is an event."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cases.models import Case, Evidence
from clocks import due
from clocks.models import Clock
from clocks.queries import with_facts
from clocks.readings import readable
from clocks.services import extension_of
from desk import actions
from desk.access import readable_case, staff_of, staff_view
from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm
from offices.clock import now
from offices.language import law_language
from offices.models import Staff
from offices.people import people_with
from offices.rights import Right
from workflows import engine
from workflows.acts import supervision
from workflows.models import WorkItem


class ClockField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A running clock, shown by the sentence that explains it."""

    def label_from_instance(self, obj: Clock) -> str:
        return due.state(obj, now()).explain(law_language())


class ExtendForm(TaskForm):
    """Extend a clock: offered only where the rule gives an extension."""

    clock = ClockField(label=gettext_lazy("哪个期限"), queryset=Clock.objects.none(), widget=forms.RadioSelect)
    length = forms.IntegerField(label=gettext_lazy("延长多少（按该期限的单位）"), min_value=1, max_value=400)
    reason = note(required=True, label=gettext_lazy("延期理由（告知当事人）"))

    def build(self) -> None:
        running = Clock.objects.filter(case=self.case, stopped_at__isnull=True)
        able = [clock.pk for clock in readable(with_facts(running), now()) if extension_of(clock) is not None]
        self.fields["clock"].queryset = running.filter(pk__in=able).prefetch_related(  # type: ignore[attr-defined]
            "suspensions", "extensions"
        )

    @property
    def is_offered(self) -> bool:
        """Whether any running clock can be extended at all."""
        return bool(self.fields["clock"].queryset.exists())  # type: ignore[attr-defined]


class EvidenceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A paper of the case, shown by its kind and name."""

    def label_from_instance(self, obj: Evidence) -> str:
        return f"{obj.get_kind_display()} {obj.original_name}"


class SuspendForm(TaskForm):
    """Pause a clock: offered only where the text gives a ground, or for the office's own promises."""

    clock = ClockField(label=gettext_lazy("哪个期限"), queryset=Clock.objects.none(), widget=forms.RadioSelect)
    ground = note(required=True, label=gettext_lazy("中止的事由和依据"))
    paper = EvidenceField(label=gettext_lazy("依据材料"), queryset=Evidence.objects.none(), required=False)

    def build(self) -> None:
        running = Clock.objects.filter(case=self.case, stopped_at__isnull=True)
        paused = running.filter(suspensions__until_on__isnull=True, suspensions__isnull=False)
        unpaused = readable(with_facts(running.exclude(pk__in=paused)), now())
        able = [clock.pk for clock in unpaused if supervision.suspendable(clock)]
        clocks = running.filter(pk__in=able).prefetch_related("suspensions", "extensions")
        self.fields["clock"].queryset = clocks  # type: ignore[attr-defined]
        self.fields["paper"].queryset = Evidence.objects.filter(case=self.case)  # type: ignore[attr-defined]

    @property
    def is_offered(self) -> bool:
        """Whether any running clock can be paused."""
        return bool(self.fields["clock"].queryset.exists())  # type: ignore[attr-defined]


class ResumeForm(TaskForm):
    """Let a paused clock run on."""

    clock = ClockField(label=gettext_lazy("哪个期限"), queryset=Clock.objects.none(), widget=forms.RadioSelect)

    def build(self) -> None:
        running = Clock.objects.filter(case=self.case, stopped_at__isnull=True)
        paused = running.filter(suspensions__until_on__isnull=True, suspensions__isnull=False)
        clocks = paused.distinct().prefetch_related("suspensions", "extensions")
        self.fields["clock"].queryset = clocks  # type: ignore[attr-defined]

    @property
    def is_offered(self) -> bool:
        """Whether any clock is paused."""
        return bool(self.fields["clock"].queryset.exists())  # type: ignore[attr-defined]


class ReassignForm(TaskForm):
    """Give the open tasks to somebody else."""

    to = forms.ModelChoiceField(label=gettext_lazy("改派给"), queryset=Staff.objects.none())
    reason = note(required=True, label=gettext_lazy("理由"))

    def build(self) -> None:
        self.fields["to"].queryset = able_staff(self.case)  # type: ignore[attr-defined]


class UndoForm(TaskForm):
    """Undo the last step."""

    reason = note(required=True, label=gettext_lazy("撤销最后一步的理由"))


class ReturnForm(TaskForm):
    """Return to an earlier stage."""

    node = forms.ChoiceField(label=gettext_lazy("退回到"))
    reason = note(required=True, label=gettext_lazy("理由"))

    def build(self) -> None:
        self.fields["node"].choices = engine.return_targets(self.case)  # type: ignore[attr-defined]


class CancelForm(TaskForm):
    """Cancel a case that was registered by mistake."""

    asked_only = ("sure",)

    reason = note(required=True, label=gettext_lazy("撤销登记的理由"))
    sure = forms.BooleanField(label=gettext_lazy("确认撤销本案登记"))


def _open_steps(case: Case) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(case=case, closed_at__isnull=True).exclude(node__startswith="chase_")


def able_staff(case: Case) -> QuerySet[Staff]:
    """Return the active staff who may do one of the open steps of the case."""
    able = Staff.objects.none()
    for right, path in _open_steps(case).exclude(right="").values_list("right", "office_path").distinct():
        able |= people_with([Right(right)], path, now())
    return able


def _reassign(*, case: Case, to: Staff, reason: str, by: Staff, at: datetime) -> None:
    """Hand on the open steps that the person may do. Raises the first refusal when it is none of them."""
    report = supervision.reassign(tasks=list(_open_steps(case)), to=to, by=by, at=at, reason=reason)
    refusals = [refusal for _item, refusal in report if refusal is not None]
    if refusals and len(refusals) == len(report):
        raise refusals[0]


def _of_clock(act: Callable[..., Any]) -> Callable[..., Any]:
    def on_the_clock(*, case: Case, clock: Clock, **given: Any) -> None:  # noqa: ARG001 (its clock knows it)
        act(clock=clock, **given)

    return on_the_clock


CHOICES = (
    Choice("extend", gettext_lazy("延长期限"), ExtendForm, _of_clock(supervision.extend)),
    Choice("suspend", gettext_lazy("中止计时"), SuspendForm, _of_clock(supervision.suspend)),
    Choice("resume", gettext_lazy("恢复计时"), ResumeForm, _of_clock(supervision.resume)),
    Choice("reassign", gettext_lazy("改派"), ReassignForm, _reassign),
    Choice("undo", gettext_lazy("撤销最后一步"), UndoForm, supervision.undo_last),
    Choice("return", gettext_lazy("退回较早环节"), ReturnForm, supervision.return_to),
    Choice("cancel", gettext_lazy("撤销登记"), CancelForm, supervision.cancel),
)


@staff_view(*supervision.extend.rights)
def supervise_case(request: HttpRequest, number: str) -> HttpResponse:
    """Offer the supervisor's acts, or perform the one that was posted."""
    staff = staff_of(request)
    case = readable_case(staff, number)
    if not supervision.extend.allows(staff, case, now()):
        raise PermissionDenied
    return actions.page(request, case, CHOICES, "desk/supervise.html")
