"""Records: what stands in the memory of a compiled run, as tables of fields.

A field is its name, what it holds (`f8` a number, `i8` a whole number, `u8` a key, `i2` a small
one) and its shape, in sizes that have names. Sizes follow from the tables of the world or are
capacities; a capacity that does not suffice is a fault of its own name, never a silent cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from model.ensemble.codes import BELIEFS
from rulebook.parameters import Parameters
from rulebook.world import World

Field = tuple[str, Any, tuple[str, ...]]  # what it holds may be the fields of a record

CURRENCIES = ("KZT", "USD", "EUR", "CNY", "CHF", "RUB")
SKILLS = ("assembly", "maintenance", "engineering")
CAPACITY = {
    "month": 600,  # of a run
    "year": 50,
    "january": 52,
    "twelve": 12,  # months of the last year
    "trainee": 64,  # months until trainees are ready
    "currency": len(CURRENCIES),
    "skill": len(SKILLS),
    "way": 5,  # of boxes between China and Europe
    "knot": 8,  # years of known demand
    "belief": BELIEFS,
    "group": 5,  # of the operator's beliefs, each read when first needed
    "path": 64,  # sections on one flow's way
    "package": 16,
    "cohort": 1024,
    "loan": 256,
    "note": 4096,  # sums of money for locomotives and service in a year
    "order": 256,
    "contract": 512,
    "clause": 4096,
    "condition": 4,  # of a clause
    "milestone": 8192,
    "right": 128,
    "table": 256,
    "party": 3,
    "history": 300,  # offers in a talk
    "topology": 128,
    "sheet": 16,
    "stock": 5,  # sizes of a stock of parts for which a gain is known
    "belief_gate": 3,
    "agenda": 64,
    "part": 27,  # kinds of clause on an agenda
    "issue": 10,  # open ones of a sheet
    "step": 16,  # of an issue
    "amended": 5,  # issues of an amendment
    "value": 2048,  # drafts of an agenda
    "half": 512,  # packages of half an agenda
    "draft": 8192,
    "template": 16384,  # clauses of drafts
    "block": 4096,  # packages of all halves
    "place": 16384,  # packages of all agendas
    "near": 262144,  # packages of halves by distance
    "signed": 64,  # contracts that stand signed at the start
    "widening": 32,  # limits that a counterfactual makes larger
    "word": 64,  # names of clauses
    "ziggurat": 256,
    "chunk": 64,  # random words made at once
}


def sizes_of(world: World) -> dict[str, int]:
    """Sizes that follow from the world's tables, and the capacities."""
    lines, gates = len(world.network.segments), len(world.network.gates)
    yards = len(world.network.yards)
    return {
        **CAPACITY,
        "flow": len(world.flows),
        "line": lines,
        "wired": lines + 1,  # one more for a wire that no section gets
        "gate": gates,
        "yard": yards,
        "work": len(world.network.works),
        "maker": len(world.suppliers),
        "maker_or_none": 1 + len(world.suppliers),
        "plant": max(1, len({one.plant for one in world.suppliers.values() if one.plant})),
        "site": 1 + max(1, len({one.plant for one in world.suppliers.values() if one.plant})),
        "card": len(world.cards),
        "target": len(world.cards) + 2 * gates + 16 + len(world.flows),
        "market": len({flow.market for flow in world.flows}),
        "corridor": gates + 1,
        "row": lines + yards + 3 * gates + 4,
        "row_and_gain": lines + yards + 3 * gates + 5,
        "twice": 2 * len(world.flows),  # each flow in two tranches
        "row_and_column": lines + yards + 3 * gates + 4 + 2 * len(world.flows),
        "seat": 6 + len(world.suppliers),
        "slot": 3 * len(world.suppliers) + 6,
        "normal": 2 * len(world.flows) + 2 * gates + 64,
    }


def dtype_of(fields: Iterable[Field], sizes: Mapping[str, int]) -> np.dtype[Any]:
    """The memory of one record.

    Raises:
        KeyError: a shape names a size that is unknown.
    """
    made = [(name, holds if isinstance(holds, str) else dtype_of(holds, sizes),
             tuple(sizes[size] for size in shape)) for name, holds, shape in fields]  # fmt: skip
    return np.dtype(made, align=True)


def blank(fields: Iterable[Field], sizes: Mapping[str, int], count: int = 1) -> Any:
    """Records full of zeros, shape (count,); their fields are found as attributes too."""
    return np.zeros(count, dtype_of(fields, sizes)).view(np.recarray)


def parameter_record(p: Parameters) -> Any:
    """All parameters as one record, shape (1,), each under its name with `_` for the dot."""
    record = np.zeros(1, parameter_dtype(p)).view(np.recarray)
    fill_parameters(record[0], p)
    return record


def parameter_dtype(p: Parameters) -> np.dtype[Any]:
    """The memory of a run's parameters."""
    return np.dtype([(field_of(name), "f8") for name in p])


def field_of(parameter: str) -> str:
    """Name of a parameter's field in its record.

    >>> field_of("line.speed_kmh")
    'line_speed_kmh'
    """
    return parameter.replace(".", "_")


def fill_parameters(record: Any, p: Parameters) -> None:
    """Write a run's parameters into a record."""
    for name, value in p.items():
        record[field_of(name)] = value
