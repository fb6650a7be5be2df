"""Plans: every run of a sweep with the key that says what it is, and reading them from a file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.design import Design, read_design
from experiments.engine import Draw
from experiments.output import Output, read_output, spread_years
from experiments.policy import Policy, read_policy
from experiments.refusal import check_keys, check_once, read_choice, read_whole
from experiments.version import model_version
from model.scenario import WORDS as SCENARIO_WORDS
from rulebook.parameters import load_parameters

FOLDER = Path(__file__).with_name("designs")
RESERVED = ("key", "policy", "point", "seed", "replicate")
SCHEMA = 1  # of the table of results: a new number makes every run a new one
WORDS = ("title", "about", "base", "scenario", "seed", "replicates", "luck", "design",
         "parameters", "policies", "outputs", "fails")  # fmt: skip
LUCK = ("shared", "own")
MOST_REPLICATES = 100_000


@dataclass(frozen=True)
class Run:
    """One run of a plan: its key, its policy and point by number, and what the engine is asked."""

    key: str
    policy: int
    point: int
    draw: Draw


@dataclass(frozen=True)
class Failing:
    """When a run counts as failed by its policy: an output below or above a value."""

    output: str
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Plan:
    """A sweep as it will be run: policies, points, replicates and the figures wanted.

    With `luck` shared every point and policy meets the same replicates; with own luck each point
    has replicates of its own, shared by its policies.
    """

    name: str
    title: str
    about: str
    seed: int
    replicates: int
    policies: tuple[Policy, ...]
    design: Design
    outputs: tuple[Output, ...]
    fails: tuple[Failing, ...] = ()
    luck: str = "shared"
    text: str = field(default="", compare=False)

    @property
    def count(self) -> int:
        """Runs in all."""
        return len(self.policies) * self.design.count * self.replicates

    @property
    def start(self) -> int:
        """First month, the same for every policy."""
        return self.policies[0].scenario.start

    @property
    def months(self) -> int:
        """Months of a run, the same for every policy."""
        return self.policies[0].scenario.months

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that the figures are made of."""
        return tuple(dict.fromkeys(output.outcome for output in self.outputs))

    def runs(self) -> Iterator[Run]:
        """Every run in order: policy by policy, point by point, replicate by replicate."""
        names = self.design.names
        points = [dict(zip(names, point.tolist(), strict=True)) for point in self.design.points()]
        frame = _digest(SCHEMA, model_version(), [output.content for output in self.outputs])
        for number, policy in enumerate(self.policies):
            whole = _digest(frame, policy.name, policy.content)
            for place, changes in enumerate(points):
                told = json.dumps(changes, sort_keys=True)
                for replicate in range(self.replicates):
                    own = place * self.replicates if self.luck == "own" else 0
                    draw = Draw(changes, self.seed, own + replicate)
                    text = f"{whole} {told} {draw.seed} {draw.replicate}"
                    yield Run(_hash(text), number, place, draw)


def _digest(*values: Any) -> str:
    return _hash(json.dumps(values, sort_keys=True, default=str))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def find_plan(name: str) -> Plan:
    """Find a sweep by its name or the path of its file, and check the whole of it.

    Raises:
        ValueError: there is none, or it is refused: file, field and what is allowed.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
        raise ValueError(f"no sweep is named {name!r} — allowed: {known}, or a .toml file")
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return read_plan(raw, path, text)


def read_plan(raw: Mapping[str, Any], path: Path, text: str = "") -> Plan:
    """Read a sweep's keys.

    Raises:
        ValueError: names file, field and what is allowed.
    """
    check_keys(raw, WORDS, path.name)
    policies = read_policies(raw, path)
    design = read_design(raw.get("design", {}), raw.get("parameters", {}), path.name)
    outputs = read_outputs(raw.get("outputs", ()), policies, path.name)
    luck = read_choice(raw.get("luck", "shared"), LUCK, f"{path.name}: field 'luck'")
    fails = _read_fails(raw.get("fails", ()), outputs, path.name)
    whole = {"seed": 1, "replicates": 1, **raw}
    return Plan(
        path.stem, str(raw.get("title", path.stem)), str(raw.get("about", "")),
        read_whole(whole, "seed", 0, (1 << 32) - 1, path.name),
        read_whole(whole, "replicates", 1, MOST_REPLICATES, path.name),
        policies, design, outputs, fails, luck, text,
    )  # fmt: skip


def read_policies(raw: Mapping[str, Any], path: Path) -> tuple[Policy, ...]:
    """Read the policies, each on what `scenario` says of all; one run's months for all.

    Raises:
        ValueError: names file, policy, field and what is allowed.
    """
    check_keys(raw.get("scenario", {}), SCENARIO_WORDS, f"{path.name}: field 'scenario'")
    shared = dict(raw.get("scenario", {}))
    base = str(raw.get("base", shared.pop("base", "baseline")))
    tables = raw.get("policies") or [{"name": base}]
    found = tuple(read_policy(_on_shared(shared, base, table), path) for table in tables)
    check_once([one.name for one in found], f"{path.name}: policy")
    spans = {(one.scenario.start, one.scenario.end) for one in found}
    if len(spans) > 1:
        raise ValueError(f"{path.name}: policies: fields 'start', 'end' — allowed: one for all")
    for policy in found:
        load_parameters().changed(policy.scenario.parameters)
    return found


def _on_shared(
    shared: Mapping[str, Any], base: str, table: Mapping[str, Any]
) -> dict[str, Any]:
    """A policy's keys over those that all share; parameters are merged."""
    whole = {"base": base, **shared, **table}
    for key in ("parameters", "cards"):
        if key in shared and key in table:
            whole[key] = {**shared[key], **table[key]}
    return whole


def read_outputs(tables: Any, policies: tuple[Policy, ...], file: str) -> tuple[Output, ...]:
    """Read the figures wanted.

    Raises:
        ValueError: names file, output, field and what is allowed.
    """
    from experiments.mesa_engine import MesaEngine

    known = MesaEngine().outcomes()
    _, single = spread_years(tables, policies[0].scenario)
    found = tuple(read_output(table, policies[0].scenario, known, file) for table in single)
    if not found:
        raise ValueError(f"{file}: field 'outputs': none — allowed: one or more")
    check_once([*RESERVED, *(output.name for output in found)], f"{file}: output")
    return found


def _read_fails(tables: Any, outputs: tuple[Output, ...], file: str) -> tuple[Failing, ...]:
    found: list[Failing] = []
    for table in tables:
        check_keys(table, ("output", "below", "above"), f"{file}: fails")
        name, below, above = table.get("output"), table.get("below"), table.get("above")
        numbers = {output.name for output in outputs if output.how != "mode"}
        if name not in numbers:
            raise ValueError(f"{file}: fails: field 'output': {name!r} — allowed:"
                             f" {', '.join(sorted(numbers))}")  # fmt: skip
        given = [one for one in (below, above) if one is not None]
        if len(given) != 1 or type(given[0]) not in (int, float):
            raise ValueError(f"{file}: fails: {name!r} — allowed: one number, below or above")
        found.append(Failing(str(name), below, above))
    return tuple(found)
