"""Parameters: declared once, in one table, with unit, range, source and grade."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rulebook.tables import GRADES, Column, Problem, TableError, read_table

DATA = Path(__file__).resolve().parent.parent / "data"

COLUMNS = (
    Column("name", "slug"),
    Column("value", "number"),
    Column("unit"),
    Column("low", "number"),
    Column("high", "number"),
    Column("grade", "choice", choices=GRADES),
    Column("source"),
    Column("meaning"),
)


@dataclass(frozen=True)
class Parameter:
    """One number about the world: its value, range, and how well it is known."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    grade: str
    source: str
    meaning: str

    @property
    def group(self) -> str:
        """The room of the railway it belongs to: its name up to the first dot."""
        return self.name.partition(".")[0]

    def check(self, value: float) -> float:
        """Give the value back if it is in range.

        Raises:
            ValueError: names the parameter and its allowed range.
        """
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise ValueError(
                f"{self.name}: value {value:g} — allowed: a number from {self.low:g}"
                f" to {self.high:g} {self.unit}"
            )
        return value


class Parameters(Mapping[str, float]):
    """The values of a run: the table's defaults with what a scenario or a person has set."""

    def __init__(self, table: Mapping[str, Parameter], changes: Mapping[str, float]) -> None:
        """Take the table and the changes; each change is checked.

        Raises:
            ValueError: an unknown name or a value out of range.
        """
        self.table = dict(table)
        self.changes = {name: self._check(name, value) for name, value in changes.items()}
        self._values = {name: row.value for name, row in self.table.items()} | self.changes

    def _check(self, name: str, value: float) -> float:
        if name not in self.table:
            near = difflib.get_close_matches(name, self.table, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"no parameter is named {name!r}{hint}")
        return self.table[name].check(float(value))

    def __getitem__(self, name: str) -> float:
        """Give the value of a parameter."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names in the table's order."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the parameters."""
        return len(self._values)

    def changed(self, changes: Mapping[str, float]) -> Parameters:
        """Give the same table with further changes on top."""
        return Parameters(self.table, {**self.changes, **changes})


def load_parameters(folder: Path = DATA) -> Parameters:
    """Load the parameter table.

    Raises:
        TableError: a row is refused: its file, line, field and allowed range.
    """
    table: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for row in read_table(folder / "parameters.csv", COLUMNS, key=("name",)):
        low, value, high = row.number("low"), row.number("value"), row.number("high")
        if not low <= value <= high:
            problems.append(row.problem("value", f"number from {low:g} to {high:g}"))
        unit, grade, source, meaning = (row.text(c.name) for c in (*COLUMNS[2:3], *COLUMNS[5:]))
        name = row.text("name")
        table[name] = Parameter(name, value, unit, low, high, grade, source, meaning)
    if problems:
        raise TableError(problems)
    return Parameters(table, {})
