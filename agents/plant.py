"""Plants and depots: whom they hire, whom they train."""

from __future__ import annotations

from rulebook.decision import Decision, Request, View


class WorkplaceMind:
    """Hires towards what its work needs, no faster than it can teach."""

    def decide(self, view: View, request: Request) -> Decision:
        """Set hires of each skill this month."""
        values: dict[str, float] = {}
        for lever in request.levers:
            gap = view[f"needed.{lever.name}"] - view[f"people.{lever.name}"]
            pace = gap * view["closing_share"]
            values[lever.name] = float(round(min(lever.high, max(lever.low, pace))))
        return Decision(values, "towards the work in hand")
