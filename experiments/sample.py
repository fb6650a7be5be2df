"""Samples: a claim's pairs as arrays by arm and output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.claim import Claim
from experiments.plan import Plan
from experiments.store import Store

Sample = dict[str, dict[str, NDArray[Any]]]


def read_sample(claim: Claim, plan: Plan, store: Store) -> tuple[Sample, NDArray[np.int64]]:
    """Outputs by arm, and the points whose runs all ended well."""
    rows = store.read_parts().set_index("key")
    keys: dict[int, list[str]] = {i: [] for i in range(len(plan.policies))}
    for run in plan.runs():
        keys[run.policy].append(run.key)
    whole = np.ones(plan.design.count, dtype=bool)
    for names in keys.values():
        whole &= np.array([name in rows.index for name in names])
    points = np.flatnonzero(whole)
    sample: Sample = {}
    for number, policy in enumerate(plan.policies):
        mine = rows.loc[[keys[number][point] for point in points]]
        sample[policy.name] = dict(_columns(claim, mine))
    return sample, points


def _columns(claim: Claim, rows: pd.DataFrame) -> Iterator[tuple[str, NDArray[Any]]]:
    """Arrays over pairs, and over pairs and years where an output is yearly."""
    spread = {name for names in claim.yearly.values() for name in names}
    for output in claim.outputs:
        if output.name not in spread:
            yield output.name, rows[output.name].to_numpy()
    for name, parts in claim.yearly.items():
        yield name, rows[list(parts)].to_numpy(dtype=float)


def pick(sample: Sample, places: NDArray[np.int64]) -> Sample:
    """Some pairs of a sample."""
    return {arm: {name: values[places] for name, values in columns.items()}
            for arm, columns in sample.items()}  # fmt: skip
