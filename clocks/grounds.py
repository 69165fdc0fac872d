"""Where the text says that time is not counted, or that a limit begins anew. What it does not say is not offered."""

from dataclasses import dataclass

from law.limits import versions


@dataclass(frozen=True)
class Ground:
    """A ground for not counting time, in both languages, with the code of the rule that gives it."""

    code: str
    zh: str
    en: str
    source: str

    @property
    def citation_zh(self) -> str:
        """Return the article that gives the ground."""
        return versions(self.source)[-1].citation.short_zh


_HEARING = "听证所需时间", "time for a hearing"
GROUNDS: dict[str, tuple[Ground, ...]] = {
    "petition_recheck_decide": (Ground("hearing", *_HEARING, "petition_recheck_decide"),),
    "xf05_recheck_decide": (Ground("hearing", *_HEARING, "xf05_recheck_decide"),),
    "arbitration_award": (
        Ground("stayed", "案件中止", "the case is stayed", "arbitration_award_pause"),
        Ground("public_notice", "公告送达", "service by public notice", "arbitration_award_pause"),
    ),
}

RESTARTS = {"arbitration_award": "arbitration_award_restart"}
"""Limits that begin anew on an event of the case (a party added, claims changed), and the rule that says so."""
