"""Plans: how long a class plays, phase by phase, and which cards strike in which round."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from game.cast import FOLDER, CastError
from rulebook.world import load_world

ROUND_MONTHS = 24
ROUND = ("news", "negotiate", "commit", "reveal")
PHASES = ("lobby", "briefing", "practice", *ROUND, "lab", "debrief", "exit", "closed")


@dataclass(frozen=True)
class Step:
    """A phase of the plan: its name, the round it belongs to (0 for none) and its length."""

    phase: str
    round: int
    ms: int


@dataclass(frozen=True)
class Plan:
    """A lesson: all its steps in order, and what is dealt in it."""

    name: str
    rounds: int
    steps: tuple[Step, ...]
    cards: dict[int, tuple[str, ...]]
    offer_ms: int
    stand_in_ms: tuple[int, int]
    grace_ms: int

    def place(self, phase: str, round_: int = 0) -> int:
        """Place of a step.

        Raises:
            CastError: the plan has no such step.
        """
        for place, step in enumerate(self.steps):
            if step.phase == phase and step.round in (round_, 0):
                return place
        raise CastError(f"{self.name}: no phase {phase!r} in round {round_}")


@dataclass(frozen=True)
class CardUse:
    """How a class uses a card: who is warned, and the month of the round in which it strikes."""

    card: str
    warned: tuple[str, ...]
    month: int


@lru_cache(maxsize=2)
def load_plans(folder: Path = FOLDER) -> dict[str, Plan]:
    """Every plan by name."""
    raw = tomllib.loads((folder / "plans.toml").read_text(encoding="utf-8"))
    return {name: _read_plan(name, entry) for name, entry in raw.items()}


def find_plan(name: str, rounds: int = 0) -> Plan:
    """A plan by name, with another number of rounds where one is given.

    Raises:
        CastError: there is none of that name, or the number is out of range.
    """
    plans = load_plans()
    if name not in plans:
        raise CastError(f"plan: {name!r} — allowed: {', '.join(plans)}")
    if not rounds or rounds == plans[name].rounds:
        return plans[name]
    if not 1 <= rounds <= 8:
        raise CastError(f"rounds: {rounds} — allowed: 1 to 8")
    raw = tomllib.loads((FOLDER / "plans.toml").read_text(encoding="utf-8"))[name]
    return _read_plan(name, {**raw, "rounds": rounds})


def _read_plan(name: str, raw: dict[str, Any]) -> Plan:
    rounds = int(raw["rounds"])
    steps = [Step("lobby", 0, 0)]
    steps += [Step(phase, 0, seconds * 1000) for phase, seconds in raw["before"]]
    for number in range(1, rounds + 1):
        steps += [Step(phase, number, seconds * 1000) for phase, seconds in raw["round"]]
    steps += [Step(phase, 0, seconds * 1000) for phase, seconds in raw["after"]]
    steps.append(Step("closed", 0, 0))
    odd = [step.phase for step in steps if step.phase not in PHASES]
    if odd:
        raise CastError(f"plans.toml: {name}: phase {odd[0]!r} — allowed: {', '.join(PHASES)}")
    cards = {int(number): tuple(names) for number, names in raw.get("cards", {}).items()}
    unknown = [card for names in cards.values() for card in names if card not in load_deck()]
    if unknown:
        raise CastError(f"plans.toml: {name}: card {unknown[0]!r} — allowed: a row of cards.csv")
    low, high = raw["stand_in_seconds"]
    return Plan(name, rounds, tuple(steps), cards, int(raw["offer_seconds"]) * 1000,
                (low * 1000, high * 1000), int(raw["grace_ms"]))  # fmt: skip


@lru_cache(maxsize=2)
def load_deck(folder: Path = FOLDER) -> dict[str, CardUse]:
    """How a class uses each of the model's cards.

    Raises:
        CastError: a card is missing or unknown.
    """
    raw = tomllib.loads((folder / "cards.toml").read_text(encoding="utf-8"))
    odd = sorted(set(raw) ^ set(load_world().cards))
    if odd:
        raise CastError(f"cards.toml: card {odd[0]!r} is missing or unknown")
    return {name: CardUse(name, tuple(use["warned"]), int(use["month"]))
            for name, use in raw.items()}  # fmt: skip
