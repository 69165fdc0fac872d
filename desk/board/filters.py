"""What a supervisor looks at: filters that live in the address, so that a view can be kept and sent on."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from clocks import standards
from desk.forms.rules import rule_title
from law.limits import codes
from offices import access
from offices.models import Office, Staff
from offices.rights import Right
from workflows import engine
from workflows.flows import PetitionFlow
from workflows.models import WorkItem

SOON = timedelta(days=5)
LISTS = (
    ("due", _("超期和临近到期")),
    ("all", _("全部在办")),
    ("stuck", _("停滞的案件")),
    ("closed", _("没拿到钱就结的案件")),
)
LAMPS = (("", _("不限")), ("late", _("已超期")), ("soon", _("五日内到期")), ("fine", _("正常")), ("none", _("未计时")))
STUCK_DAYS = 10


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class BoardForm(forms.Form):
    """The filters. Everything is optional; what cannot be read is left out."""

    office = forms.ModelChoiceField(
        label=_("机构（含下级）"), queryset=Office.objects.none(), required=False, empty_label=_("不限")
    )
    person = forms.ModelChoiceField(
        label=_("承办人"), queryset=Staff.objects.none(), required=False, empty_label=_("不限")
    )
    stage = forms.ChoiceField(label=_("阶段"), required=False)
    rule = forms.ChoiceField(label=_("期限"), required=False)
    node = forms.ChoiceField(label=_("环节"), required=False)
    lamp = forms.ChoiceField(label=_("灯"), choices=LAMPS, required=False)
    since = _day(_("收到日期自"))
    until = _day(_("收到日期至"))
    days = forms.IntegerField(label=_("停滞天数"), min_value=1, max_value=365, required=False)

    def __init__(self, data: Any, *, staff: Staff, at: datetime) -> None:
        self.staff = staff
        super().__init__(data)
        self.paths = watched_paths(staff, at)
        offices = Office.objects.filter(access.prefix_filter("path", self.paths)).order_by("path")
        people = Staff.objects.filter(access.prefix_filter("office__path", self.paths), is_active=True)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["person"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        stages = [choice for choice in Case.Stage.choices if choice[0] != Case.Stage.CLOSED]
        self.fields["stage"].choices = [("", _("不限")), *stages]  # type: ignore[attr-defined]
        rules = [*standards.DEFAULTS, *codes()]
        self.fields["rule"].choices = [("", _("不限")), *((rule, rule_title(rule)) for rule in rules)]  # type: ignore[attr-defined]
        nodes = [(node.name, str(node.title)) for node in engine.human_nodes(PetitionFlow)]
        self.fields["node"].choices = [("", _("不限")), *nodes]  # type: ignore[attr-defined]
        self.full_clean()

    def value(self, name: str) -> Any:
        """Return one filter, None when it is not set or cannot be read."""
        return self.cleaned_data.get(name) or None

    @property
    def scope(self) -> tuple[str, ...]:
        """The office paths looked at: the chosen office and what is below it, or all of the supervisor's."""
        office = self.value("office")
        return (office.path,) if office else self.paths

    def items(self, at: datetime) -> QuerySet[WorkItem]:
        """Return the open work that the filters leave: one prefix range of the queue table."""
        found = WorkItem.objects.filter(access.prefix_filter("office_path", self.scope), closed_at__isnull=True)
        found = found.exclude(case__recusals__staff=self.staff)
        for name, field in (("person", "holder"), ("stage", "case__stage"), ("rule", "clock__rule"), ("node", "node")):
            if self.value(name):
                found = found.filter(**{field: self.value(name)})
        if self.value("lamp"):
            found = found.filter(_LAMP_FILTERS[self.value("lamp")](at))
        return found.filter(self._received("case__"))

    def cases(self) -> QuerySet[Case]:
        """Return the cases that the filters leave, open and closed."""
        found = Case.objects.filter(access.prefix_filter("office_path", self.scope)).filter(self._received(""))
        found = found.exclude(recusals__staff=self.staff)
        return found.filter(stage=self.value("stage")) if self.value("stage") else found

    def _received(self, prefix: str) -> Q:
        found = Q()
        if self.value("since"):
            found &= Q(**{f"{prefix}received_at__date__gte": self.value("since")})
        if self.value("until"):
            found &= Q(**{f"{prefix}received_at__date__lte": self.value("until")})
        return found


_LAMP_FILTERS = {
    "late": lambda at: Q(due_at__lte=at),
    "soon": lambda at: Q(due_at__gt=at, due_at__lte=at + SOON),
    "fine": lambda at: Q(due_at__gt=at + SOON),
    "none": lambda _at: Q(due_at__isnull=True),
}


def watched_paths(staff: Staff, at: datetime) -> tuple[str, ...]:
    """Return the paths under which a person supervises or audits."""
    paths = {path for right in (Right.SUPERVISE, Right.AUDIT) for path in access.prefixes(staff, right, at)}
    return tuple(sorted(paths))
