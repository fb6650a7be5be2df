"""The posterior that the house keeps: what the record left of the parameters, as even draws."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.leavings import write_whole
from rulebook.parameters import DATA, load_parameters

FOLDER = DATA / "posterior"
KEPT = 256
SEED = 1


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters, one row each, and by series the model's discrepancy in logs."""

    draws: pd.DataFrame
    discrepancies: dict[str, float]

    def draw(self, replicate: int) -> dict[str, float]:
        """Parameters of a replicate; more replicates change none of the earlier."""
        row = self.draws.iloc[replicate % len(self.draws)]
        return {str(name): float(value) for name, value in row.items()}


def take_draws(
    points: pd.DataFrame, weights: NDArray[np.float64], kept: int = KEPT
) -> pd.DataFrame:
    """Draw points by their weight, evenly spaced along it, and shuffle them.

    Args:
        points: one row a point, a column a parameter.
        weights: of the points, adding to one.
        kept: number of draws.
    """
    marks = (np.arange(kept) + 0.5) / kept
    heaped = np.cumsum(weights)
    places = np.searchsorted(heaped / heaped[-1], marks)
    return points.iloc[np.random.default_rng(SEED).permutation(places)].reset_index(drop=True)


def keep(posterior: Posterior, folder: Path = FOLDER) -> None:
    """Write draws and discrepancies where `backtest` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = pd.DataFrame(sorted(posterior.discrepancies.items()), columns=["series", "discrepancy"])
    for name, rows in (("draws", posterior.draws), ("discrepancies", sizes)):
        text = rows.to_csv(index=False, lineterminator="\n", float_format="%.6g")
        write_whole(folder / f"{name}.csv", text)


def read_posterior(folder: Path = FOLDER) -> Posterior:
    """The kept posterior.

    Raises:
        ValueError: a draw is of no parameter or out of its range; names it.
    """
    draws = pd.read_csv(folder / "draws.csv")
    sizes = pd.read_csv(folder / "discrepancies.csv")
    table = load_parameters().table
    for name in draws:
        if name not in table:
            raise ValueError(f"draws.csv: no parameter is named {name!r}")
        row = table[str(name)]
        if not draws[name].between(row.low, row.high).all():
            raise ValueError(f"draws.csv: {name} — allowed: {row.low:g} to {row.high:g} {row.unit}")
    return Posterior(draws, dict(zip(sizes["series"], sizes["discrepancy"], strict=True)))
