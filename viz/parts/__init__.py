"""The parts that run in the browser, and their Python sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Heard = Callable[[Any], None]


@solara.component_vue("bar.vue", vuetify=False)
def Bar(state: dict, words: dict, event_preset: Heard, event_field: Heard, event_move: Heard,
        event_speak: Heard) -> None:  # fmt: skip
    """The top of the page: what is run, undo, compare, share, language; it keeps the address."""


@solara.component_vue("map.vue", vuetify=False)
def Map(net: dict, film: dict, at: int, busy: bool, words: dict, event_look_at: Heard) -> None:
    """The network with its time slider."""


@solara.component_vue("chart.vue", vuetify=False)
def Chart(figure: dict, at: int, busy: bool, words: dict, event_look_at: Heard,
          event_why: Heard) -> None:  # fmt: skip
    """One figure over time."""


@solara.component_vue("levers.vue", vuetify=False)
def Levers(levers: list, values: dict, language: str, side: str, words: dict,
           event_set: Heard) -> None:  # fmt: skip
    """Everything that can be set."""


@solara.component_vue("choice.vue", vuetify=False)
def Choice(label: str, value: str, options: list, event_choose: Heard) -> None:
    """One of several."""
