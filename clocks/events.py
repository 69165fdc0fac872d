"""The events that the clock ledger writes into a case's history."""

from django.utils.translation import gettext_lazy as _

from cases import events

events.register("clock_suspended", _("中止计时：%(title)s（%(ground)s）"))
events.register("clock_resumed", _("恢复计时：%(title)s，%(due)s到期"))
events.register(
    "clock_extended",
    _("批准延期：%(title)s延长%(length)s%(unit)s，%(due)s到期。理由：%(reason)s"),
    seen_by=events.Seen.PARTIES,
)
events.register("clock_restarted", _("%(title)s重新计算（%(article)s），%(due)s到期。事由：%(reason)s"))
events.register("clock_reopened", _("重新计时：%(title)s，%(due)s到期"))
events.register("clock_recounted", _("日历更新（%(reason)s）：%(title)s改为%(due)s到期"))
events.register("clock_breached", _("超期：%(title)s应于%(due)s前完成"))
events.register("debt_overdue", _("逾期未履行：%(title)s约定于%(due)s前完成"))
