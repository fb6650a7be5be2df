"""Failing: when a run counts as failed by its policy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.plan import Failing
from experiments.results import Results

Flags = NDArray[np.bool_]
WORST = 0.25  # where a sweep names no failure, its worst quarter counts as failed


def rules_of(results: Results) -> list[Failing]:
    """The sweep's own failures, or the worst quarter of each output that may be good or bad."""
    if results.fails:
        return results.fails
    rules: list[Failing] = []
    for output in results.outputs:
        values = results.table[output]
        if results.better[output] == "more":
            rules.append(Failing(output, below=float(values.quantile(WORST))))
        elif results.better[output] == "less":
            rules.append(Failing(output, above=float(values.quantile(1.0 - WORST))))
    return rules


def is_failed(rule: Failing, table: pd.DataFrame) -> Flags:
    """Tell of each run whether it failed by a rule."""
    values = table[rule.output].to_numpy(dtype=float)
    return values < rule.below if rule.below is not None else values > rule.above


def words_of(rule: Failing) -> str:
    """A rule as a sentence."""
    side = f"below {rule.below:.5g}" if rule.below is not None else f"above {rule.above:.5g}"
    return f"{rule.output} {side}"
