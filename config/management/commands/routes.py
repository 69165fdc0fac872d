"""`manage.py routes FILE.json`: which roads are open for a claim today."""

from __future__ import annotations

from dataclasses import dataclass

from config.management.law_command import LawCommand
from law.loading import load_facts
from law.routes import Advice, Route, RouteFacts, filing_dates_advice, open_routes


@dataclass(frozen=True, slots=True)
class Roads:
    """Every road and the advice on dates."""

    routes: tuple[Route, ...]
    advice: tuple[Advice, ...]

    def as_dict(self) -> dict[str, object]:
        """Return plain JSON values."""
        return {
            "routes": [route.as_dict() for route in self.routes],
            "advice": [item.as_dict() for item in self.advice],
        }


class Command(LawCommand):
    """List the roads, open and closed, with their reasons."""

    help = "按事实文件（JSON）列出可走的维权途径、理由和期限"

    def answer(self, document: str) -> Roads:
        """Return the roads of a JSON document."""
        facts = load_facts(RouteFacts, document)
        advice = filing_dates_advice(facts.last_violation, facts.employment_ended, facts.today)
        return Roads(tuple(open_routes(facts)), tuple(advice))

    def text(self, result: Roads) -> list[str]:
        """Write one line for each road, then the advice."""
        written = [
            f"{route.code}  {route.state}  {route.reason.text_zh}"
            + "".join(f"  {item.code} 至 {item.due_on}" for item in route.windows)
            for route in result.routes
        ]
        return written + [f"提示：{item.text_zh}" for item in result.advice]
