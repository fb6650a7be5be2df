"""Robustness: how much each policy loses against the best one, future by future."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.failing import is_failed, rules_of
from experiments.results import Results


def regrets(results: Results) -> pd.DataFrame:
    """Regret of each policy and output: mean, 90th percentile, greatest, and how often it is best.

    A future is a point and its luck; regret is what the best policy of that future has more, in
    the output's unit. Outputs that are neither better nor worse are left out.
    """
    rows: list[dict[str, Any]] = []
    for output in results.outputs:
        side = {"more": 1.0, "less": -1.0}.get(results.better[output])
        if side is None:
            continue
        wide = results.futures(output) * side
        wide = wide[np.isfinite(wide).all(axis=1)]
        lost = wide.rsub(wide.max(axis=1), axis=0)
        for policy in results.policies:
            mine = lost[policy]
            rows.append({
                "policy": policy, "output": output, "futures": len(mine),
                "mean": float(mine.mean()), "p90": float(mine.quantile(0.9)),
                "greatest": float(mine.max()), "best": float((mine == 0.0).mean()),
            })  # fmt: skip
    columns = ["policy", "output", "futures", "mean", "p90", "greatest", "best"]
    return pd.DataFrame(rows, columns=columns)


def satisfied(results: Results) -> pd.DataFrame:
    """Share of futures in which each policy does not fail, rule by rule and in all of them."""
    rows: list[dict[str, Any]] = []
    rules = rules_of(results)
    for policy in results.policies:
        table = results.table[results.table["policy"] == policy]
        failed = [is_failed(rule, table) for rule in rules]
        rows.append({"policy": policy, "futures": len(table), "none_fails": float(
            1.0 - np.any(failed, axis=0).mean()) if failed else 1.0})  # fmt: skip
        for rule, one in zip(rules, failed, strict=True):
            rows[-1][f"{rule.output} holds"] = float(1.0 - one.mean())
    return pd.DataFrame(rows)
