"""What the clock ledger refuses."""

from offices.errors import Refusal


class UnknownClockRule(Refusal):
    """Neither the law nor any office knows a limit of this name on the day of the event."""

    code = "unknown_rule"


class ClockNotRunning(Refusal):
    """The clock was stopped already."""

    code = "clock_not_running"


class SuspensionRefused(Refusal):
    """The clock is paused already, or is not paused."""

    code = "suspension_refused"


class RestartRefused(Refusal):
    """Nothing begins this limit anew."""

    code = "restart_refused"


class ExtensionRefused(Refusal):
    """The rule gives no more time, not so much, or not any more."""

    code = "extension_refused"


class AgreedDayRefused(Refusal):
    """A day was agreed where the law sets the length, or one that lies before the beginning."""

    code = "agreed_day_refused"


class PromiseRefused(Refusal):
    """A service standard that cannot be proposed or approved."""

    code = "promise_refused"


class HolidayNoticeRefused(Refusal):
    """A holiday notice that cannot be read, is in force already, or is agreed to by its own author."""

    code = "holiday_notice_refused"


class LadderRefused(Refusal):
    """A ladder setting that cannot be proposed or approved."""

    code = "ladder_refused"
