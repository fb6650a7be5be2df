"""Presets: pairs of settings that put one of the argument's claims on the screen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rulebook.parameters import DATA
from viz.setting import Setting, SettingError

FOLDER = DATA / "presets"
KEYS = {"claim", "look", "a", "b"}
SIDE_KEYS = {"scenario", "levers", "without", "until", "seed"}


class PresetError(ValueError):
    """A preset file is refused; the message names file, key and what is allowed."""


@dataclass(frozen=True)
class Preset:
    """A claim's two arms, and the figure to look at first."""

    name: str
    claim: str
    look: str
    a: Setting
    b: Setting


def read_preset(path: Path) -> Preset:
    """Read one preset.

    Raises:
        PresetError: not TOML, an unknown or missing key, or a setting that is refused.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PresetError(f"{path.name}: {error}") from error
    odd = sorted(set(raw) ^ KEYS)
    if odd:
        raise PresetError(f"{path.name}: key {odd[0]!r} is missing or unknown — allowed: "
                          f"{', '.join(sorted(KEYS))}")  # fmt: skip
    sides = [_side(path.name, raw[side]) for side in ("a", "b")]
    return Preset(path.stem, raw["claim"], raw["look"], *sides)


def _side(file: str, raw: dict[str, Any]) -> Setting:
    odd = sorted(set(raw) - SIDE_KEYS)
    if odd:
        raise PresetError(f"{file}: unknown key {odd[0]!r} — allowed: "
                          f"{', '.join(sorted(SIDE_KEYS))}")  # fmt: skip
    levers = {str(name): float(value) for name, value in raw.get("levers", {}).items()}
    setting = Setting(
        raw.get("scenario", "baseline"), int(raw.get("seed", 1)), int(raw.get("until", 2045)),
        levers=tuple(sorted(levers.items())), without=tuple(raw.get("without", ())),
    )  # fmt: skip
    try:
        return setting.checked()
    except SettingError as error:
        raise PresetError(f"{file}: {error}") from error


def preset_of(a: Setting, b: Setting | None) -> str:
    """The preset whose arms two settings are, whatever their seed, horizon and runs."""
    def arms(one: Setting | None) -> tuple[object, ...]:
        return (one.scenario, one.levers, one.without) if one else ()

    return next((name for name, one in load_presets().items()
                 if (arms(one.a), arms(one.b)) == (arms(a), arms(b))), "")  # fmt: skip


@lru_cache(maxsize=2)
def load_presets(folder: Path = FOLDER) -> dict[str, Preset]:
    """Every preset of a folder, by name."""
    return {path.stem: read_preset(path) for path in sorted(folder.glob("*.toml"))}
