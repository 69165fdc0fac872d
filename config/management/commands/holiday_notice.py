"""Check a holiday notice and list the days that change: manage.py holiday_notice 2027.json."""

from config.management.law_command import LawCommand
from law.render import NoticeEffect, notice_effect


class Command(LawCommand):
    """A thin command over `law.render.notice_effect`."""

    help = "核对放假安排通知（JSON），列出与现有日历不同的日子"

    def answer(self, document: str) -> NoticeEffect:
        """Return what the notice would change."""
        return notice_effect(document)

    def text(self, result: NoticeEffect) -> list[str]:
        """Return the days that change, one a line."""
        return result.lines()
