"""Results: a sweep's runs as tables, for a notebook or a report; see docs/experiments.md."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.axis import Axis
from experiments.design import Design
from experiments.plan import Failing
from experiments.store import Store

Numbers = NDArray[np.float64]
NEEDED = ("policies", "design", "parameters", "outputs", "fails", "luck", "replicates", "seed",
          "columns", "runs", "months", "model")  # fmt: skip
CONFIDENT = 1.96  # half-width of a 95% interval in standard errors


class Results:
    """What a sweep left in its folder."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest.

        Raises:
            ValueError: the folder holds no sweep, or its manifest is broken.
        """
        self.store = Store(folder)
        self.manifest = self.store.read_manifest()
        missing = [field for field in NEEDED if field not in self.manifest]
        if missing:
            raise ValueError(f"{self.store.manifest}: field {missing[0]!r} is missing — allowed: a"
                             " manifest as this version's sweep writes it")  # fmt: skip

    @property
    def policies(self) -> list[str]:
        """Names of the policies, in the order of the sweep."""
        return list(self.manifest["policies"])

    @cached_property
    def design(self) -> Design:
        """The design, as the sweep's file told it."""
        told = self.manifest["design"]
        axes = tuple(Axis(one["name"], one["low"], one["high"], tuple(one["values"]))
                     for one in self.manifest["parameters"])  # fmt: skip
        listed = tuple(tuple(point) for point in told["listed"])
        return Design(told["kind"], told["size"], told["seed"], axes, told["second_order"], listed)

    @property
    def parameters(self) -> list[str]:
        """Names of the parameters that were changed."""
        return list(self.design.names)

    @cached_property
    def outputs(self) -> list[str]:
        """Names of the figures that are numbers."""
        return [one["name"] for one in self.manifest["outputs"] if one["content"][2] != "mode"]

    @property
    def better(self) -> dict[str, str]:
        """By output whether more or less of it is better, or neither."""
        return {one["name"]: one["better"] for one in self.manifest["outputs"]}

    @property
    def fails(self) -> list[Failing]:
        """When a run counts as failed by its policy."""
        return [Failing(**one) for one in self.manifest["fails"]]

    @cached_property
    def table(self) -> pd.DataFrame:
        """All finished runs of the sweep, in order of policy, point and replicate.

        Raises:
            ValueError: a part is broken; the message names it.
        """
        names = self.parameters
        points = pd.DataFrame(self.design.points(), columns=names)
        points.insert(0, "point", range(len(points)))
        found = self.store.read_parts()
        found = found[found["policy"].isin(self.policies)]
        found = found[found["seed"] == self.manifest["seed"]]
        whole = points.merge(found, on=names) if names else points.merge(found, how="cross")
        own = whole["point"] if self.manifest["luck"] == "own" else 0
        whole["luck"] = whole["replicate"]
        whole["replicate"] = whole["replicate"] - own * self.manifest["replicates"]
        whole = whole[whole["replicate"].between(0, self.manifest["replicates"] - 1)]
        whole["policy"] = pd.Categorical(whole["policy"], self.policies)
        order = ["policy", "point", "seed", "replicate", "luck"]
        whole = whole.sort_values(order, ignore_index=True)
        figures = [one["name"] for one in self.manifest["outputs"]]
        return whole[[*order, *names, *figures]]

    def query(self, text: str) -> pd.DataFrame:
        """Ask DuckDB; the table of runs is `runs`."""
        import duckdb

        with duckdb.connect() as there:
            there.register("runs", self.table.astype({"policy": str}))
            return there.sql(text).df()

    def summary(self) -> pd.DataFrame:
        """Mean with 95% interval, spread and quantiles of each output, policy by policy."""
        parts = [self._summed(name) for name in self.outputs]
        return pd.concat(parts, ignore_index=True)

    def _summed(self, output: str) -> pd.DataFrame:
        found = self.query(f'''
            SELECT policy, '{output}' AS output, count("{output}") AS runs,
                   avg("{output}") AS mean, stddev_samp("{output}") AS sd,
                   quantile_cont("{output}", 0.05) AS p05, median("{output}") AS p50,
                   quantile_cont("{output}", 0.95) AS p95
            FROM runs WHERE isfinite("{output}") GROUP BY policy''')
        error = found["sd"].fillna(0.0) / found["runs"] ** 0.5
        found["low"], found["high"] = (found["mean"] + sign * CONFIDENT * error
                                       for sign in (-1, 1))  # fmt: skip
        place = {policy: i for i, policy in enumerate(self.policies)}
        return found.sort_values("policy", key=lambda names: names.map(place), ignore_index=True)

    def means(self, policy: str, output: str) -> Numbers:
        """Mean over replicates at each point, shape (points,); NaN where nothing has run."""
        mine = self.table[self.table["policy"] == policy]
        by_point = mine.groupby("point")[output].mean()
        return by_point.reindex(range(self.design.count)).to_numpy(dtype=float)

    def futures(self, output: str) -> pd.DataFrame:
        """One row a future (point and luck), one column a policy: only futures that all met."""
        wide = self.table.pivot_table(output, ["point", "luck"], "policy", observed=False)
        return wide[self.policies].dropna()

    def failed_share(self) -> float:
        """Share of the runs wanted that failed or have not run."""
        wanted = len(self.policies) * self.design.count * self.manifest["replicates"]
        return 1.0 - len(self.table) / wanted if wanted else math.nan

    def failures(self) -> pd.DataFrame:
        """Runs that raised an error, with parameters, seed and traceback."""
        return self.store.read_failures()

    def describe(self) -> dict[str, Any]:
        """What was run, in a few words."""
        return {"runs wanted": self.manifest["runs"], "runs finished": len(self.table),
                "runs failed": len(self.failures()), "policies": len(self.policies),
                "points": self.design.count, "replicates": self.manifest["replicates"],
                "months": self.manifest["months"], "model": self.manifest["model"]}  # fmt: skip
