"""Steps of custody: take a returned case, decide which office is competent, answer a request for assistance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.tasks.fields import note
from desk.tasks.page import Choice, TaskForm, TaskPage
from desk.tasks.panels import MONEY
from offices.models import Office
from workflows import jurisdiction
from workflows.acts import custody


class TakeForm(TaskForm):
    """Take the case."""

    note = note()


class DecideForm(TaskForm):
    """Name the competent office."""

    to = forms.ModelChoiceField(label=_("由哪个机构办理"), queryset=Office.objects.none())
    reason = note(required=True, label=_("理由和依据"))

    def build(self) -> None:
        above = jurisdiction.common_superior(self.case)
        below = Office.objects.filter(path__startswith=above.path, is_active=True)
        self.fields["to"].queryset = below.order_by("path")  # type: ignore[attr-defined]


class AssistForm(TaskForm):
    """What was done and found."""

    answer = note(required=True, label=_("办理结果"), rows=5)


PAGES = (
    TaskPage(
        "confirm_custody",
        _(
            "案件被退回到你机构。属于你机构管辖的请接收；认为属于别的机构的，在案件页退回，写明理由和有管辖权的机构。争议两个工作日未定，报共同上级指定。"
        ),
        (
            Choice(
                "take",
                _("接收"),
                TakeForm,
                custody.take,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "decide_jurisdiction",
        _("两个机构对管辖有争议。指定以后不能再退回。"),
        (
            Choice(
                "decide",
                _("指定管辖"),
                DecideForm,
                custody.decide,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
    TaskPage(
        "assist",
        _("办案机构请你机构协助。请求的内容见案卷的经过。答复以后，查看本案的权限随之结束。"),
        (
            Choice(
                "answer",
                _("答复协助事项"),
                AssistForm,
                custody.assist,
                is_main=True,
            ),
        ),
        panel=MONEY,
    ),
)
