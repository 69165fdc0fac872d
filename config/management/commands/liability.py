"""`manage.py liability FILE.json`: who must pay, pay first or advance."""

from __future__ import annotations

from config.management.law_command import LawCommand
from law.liability import Chain, LiabilityFacts, liability_chain
from law.loading import load_facts


class Command(LawCommand):
    """List everyone who answers for the wages, in order."""

    help = "按项目事实文件（JSON）列出清偿责任人、先行清偿人和垫付人"

    def answer(self, document: str) -> Chain:
        """Return the chain of a JSON document."""
        return liability_chain(load_facts(LiabilityFacts, document))

    def text(self, result: Chain) -> list[str]:
        """Write one line for each ground, then the notes."""
        written = []
        for item in result.liabilities:
            cap = f"  上限 {item.cap} 元" if item.cap is not None else ""
            recover = f"  可向 {'、'.join(item.recover_from)} 追偿" if item.recover_from else ""
            written.append(f"{item.name}  {item.duty}  {item.text_zh}{cap}{recover}  {item.citation}")
        return written + [f"注意：{note['text_zh']}" for note in result.notes]
