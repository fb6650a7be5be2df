"""Claims: a sentence as a pre-registered experiment, read from `experiments/claims/*.toml`.

A file says arms, outputs, the effect, what confirms, what refutes, which weakly known parameters
the sentence must survive, and what the model cannot do. All is checked before the first run.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.axis import Axis, find_parameter
from experiments.design import Design
from experiments.expression import Expression
from experiments.output import Output, spread_years
from experiments.plan import Plan, read_outputs, read_policies
from experiments.refusal import check_keys

FOLDER = Path(__file__).with_name("claims")
WORDS = ("title", "sentence", "about", "scenario", "arms", "outputs", "effect", "unit", "confirms",
         "refutes", "pair", "survives", "also", "money", "limits", "seed")  # fmt: skip
REGISTERED = 500  # pairs of the registered run


@dataclass(frozen=True)
class Claim:
    """A sentence with its experiment."""

    name: str
    title: str
    sentence: str
    about: str
    limits: str
    unit: str
    policies: tuple[Any, ...]
    outputs: tuple[Output, ...]
    yearly: dict[str, tuple[str, ...]]
    effect: Expression
    confirms: Expression
    refutes: Expression
    pair: Expression
    also: dict[str, Expression]
    survives: tuple[Axis, ...]
    money: str
    seed: int
    text: str

    @property
    def arms(self) -> list[str]:
        """Names of the arms."""
        return [policy.name for policy in self.policies]

    def plan(self, pairs: int) -> Plan:
        """The runs: pairs at what is believed and as many over what it must survive.

        Even points have every parameter at its table's value, odd ones lie over the ranges; more
        pairs add points and leave the first ones as they were. Each point has its own luck, which
        its arms share.
        """
        believed = [find_parameter(axis.name, self.name).value for axis in self.survives]
        spread = self._spread(pairs)
        points: list[tuple[float, ...]] = []
        for row in spread:
            points += [tuple(believed), tuple(row)]
        design = Design("listed", len(points), self.seed, self.survives, listed=tuple(points))
        return Plan(self.name, self.title, self.about, self.seed, 1, self.policies, design,
                    self.outputs, (), "own", self.text)  # fmt: skip

    def _spread(self, pairs: int) -> list[list[float]]:
        from scipy.stats import qmc

        if not self.survives:
            return [[] for _ in range(pairs)]
        sampler = qmc.Sobol(d=len(self.survives), rng=np.random.default_rng(self.seed))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of numbers that are no power of two
            unit = sampler.random(pairs)
        low = np.array([axis.low for axis in self.survives])
        high = np.array([axis.high for axis in self.survives])
        return (low + unit * (high - low)).tolist()


def list_claims() -> dict[str, Path]:
    """The house's claims by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def find_claim(name: str) -> Claim:
    """Find a claim by its name or the path of its file, and check the whole of it.

    Raises:
        ValueError: there is none, or it is refused: file, field and what is allowed.
    """
    path = Path(name) if name.endswith(".toml") else list_claims().get(name, Path(name))
    if not path.is_file():
        known = ", ".join(list_claims())
        raise ValueError(f"no claim is named {name!r} — allowed: {known}, or a .toml file")
    text = path.read_text(encoding="utf-8")
    try:
        return read_claim(tomllib.loads(text), path, text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


def read_claim(raw: Mapping[str, Any], path: Path, text: str) -> Claim:
    """Read a claim's keys.

    Raises:
        ValueError: names file, field and what is allowed.
    """
    check_keys(raw, WORDS, path.name)
    needed = ("title", "sentence", "arms", "outputs", "effect", "confirms", "refutes", "pair")
    missing = [word for word in needed if not raw.get(word)]
    if missing:
        raise ValueError(f"{path.name}: field {missing[0]!r} is missing — allowed: what the claim"
                         " says of it")  # fmt: skip
    policies = read_policies({"scenario": raw.get("scenario", {}), "policies": raw["arms"]}, path)
    yearly, _ = spread_years(raw["outputs"], policies[0].scenario)
    outputs = read_outputs(raw["outputs"], policies, path.name)
    single = {one.name for one in outputs} - {name for names in yearly.values() for name in names}
    names = {policy.name: single | set(yearly) for policy in policies}

    def expression(field: str, said: Any, known: tuple[str, ...] = ()) -> Expression:
        try:
            return Expression(str(said), names, known)
        except ValueError as error:
            raise ValueError(f"{path.name}: field {field!r}: {error}") from error

    return Claim(
        path.stem, str(raw["title"]), str(raw["sentence"]), str(raw.get("about", "")).strip(),
        str(raw.get("limits", "")).strip(), str(raw.get("unit", "")), policies, outputs, yearly,
        expression("effect", raw["effect"]), expression("confirms", raw["confirms"], ("effect",)),
        expression("refutes", raw["refutes"], ("effect",)), expression("pair", raw["pair"]),
        {name: expression("also", said) for name, said in raw.get("also", {}).items()},
        _read_survives(raw.get("survives", {}), policies, path.name), str(raw.get("money", "")),
        int(raw.get("seed", 1)), text,
    )  # fmt: skip


def _read_survives(table: Mapping[str, Any], policies: Any, file: str) -> tuple[Axis, ...]:
    """Weakly known parameters and their ranges, the table's own where none is given."""
    axes: list[Axis] = []
    for name, bounds in table.items():
        row = find_parameter(name, file)
        if row.grade not in ("C", "D"):
            raise ValueError(f"{file}: survives: {name} has grade {row.grade} — allowed: C or D")
        if any(name in policy.scenario.parameters for policy in policies):
            raise ValueError(f"{file}: survives: {name} is set by an arm — allowed: one or the"
                             " other")  # fmt: skip
        low, high = bounds or (row.low, row.high)
        if not row.low <= low < high <= row.high:
            span = f"{row.low:g} to {row.high:g} {row.unit}"
            raise ValueError(f"{file}: survives: {name} = {bounds} — allowed: low below high within"
                             f" {span}")  # fmt: skip
        axes.append(Axis(name, float(low), float(high)))
    return tuple(axes)
