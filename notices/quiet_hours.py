"""Nobody's phone rings at night: between 21:00 and 08:00 in China a notice that is not urgent waits."""

from datetime import datetime, time, timedelta

from offices.clock import LEGAL_ZONE

EVENING, MORNING = time(21), time(8)


def is_quiet(at: datetime) -> bool:
    """Say whether an instant lies in the quiet hours."""
    local = at.astimezone(LEGAL_ZONE).time()
    return local >= EVENING or local < MORNING


def after_quiet(at: datetime) -> datetime:
    """Return the instant itself, or the morning after it when it lies in the quiet hours."""
    if not is_quiet(at):
        return at
    local = at.astimezone(LEGAL_ZONE)
    day = local.date() + timedelta(days=1) if local.time() >= EVENING else local.date()
    return datetime.combine(day, MORNING, LEGAL_ZONE)
