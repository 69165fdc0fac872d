"""`manage.py wages FILE.json`: compute a wage claim from a file of facts."""

from __future__ import annotations

from config.management.law_command import LawCommand
from law.wages import compute_claim, from_json
from law.wages.results import ClaimResult


class Command(LawCommand):
    """Compute what is owed, line by line."""

    help = "按事实文件（JSON）计算欠薪：逐笔列明金额、算式和依据"

    def answer(self, document: str) -> ClaimResult:
        """Return the claim of a JSON document."""
        return compute_claim(from_json(document))

    def text(self, result: ClaimResult) -> list[str]:
        """Write the lines, the total and the notices."""
        written = [
            f"{line.worker}  {line.kind}  {line.period_from}~{line.period_to}  {line.amount}"
            f"  = {line.formula}  {line.citation}  [{line.rule_version}]"
            for line in result.lines
        ]
        written.append(f"合计 {result.total} 元  （{result.digest}）")
        return written + [f"注意 {notice.worker}：{notice.text_zh}" for notice in result.warnings]
