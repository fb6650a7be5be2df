"""The tour: four steps, each of which does something on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import solara

from viz.finding import thing_to_try
from viz.screen import Screen
from viz.wording import Words

STEPS = ("watch", "why", "try", "compare")


@solara.component
def Tour(step: int, screen: Screen, say: Words, do: Callable[[int, Screen], None],
         end: Callable[[], None]) -> None:  # fmt: skip
    """One step in words, a button that does it, and a way out."""
    name = STEPS[step]
    named = {"role": "region", "aria-label": say("tour")}
    with solara.Div(classes=["tg-panel", "tg-tour"], attributes=named):
        solara.HTML(tag="p", unsafe_innerHTML=f"<b>{step + 1}/{len(STEPS)}</b> "
                    + escape(say(f"tour-{name}")))  # fmt: skip
        with solara.Row(gap="8px", style={"flex-wrap": "wrap"}):
            solara.Button(say(f"tour-{name}-do"), color="primary",
                          on_click=lambda: do(step + 1, after(step, screen)))  # fmt: skip
            solara.Button(say("tour-skip"), text=True, on_click=end)


def after(step: int, screen: Screen) -> Screen:
    """The screen that a step leads to."""
    name = STEPS[step]
    if name == "watch":
        scenario, _ = screen.a.to_run()
        return replace(screen, at=scenario.start + (scenario.months * 2) // 3)
    if name == "why":
        return replace(screen, why="throughput")
    if name == "try":
        better = thing_to_try(screen.a)
        return replace(screen, b=better or screen.a, why="")
    return replace(screen, at=0)
