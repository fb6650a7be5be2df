"""A bridge to Mesa's own batch runner: the railway as `mesa.batch_run` builds it.

>>> told = {"policy": ["baseline", "border_first"], "replicate": range(5)}
>>> rows = mesa.batch_run(BatchRailway, told, data_collection_period=12)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa

from experiments.engine import is_named, outcomes_of_model
from model.railway import Railway
from model.scenario import find_scenario
from rulebook.calendar import month_number


class BatchRailway(Railway):
    """A railway that collects its outcomes each month and stops at its scenario's end.

    Keyword arguments are what a batch varies: `policy` (a scenario's name or file), `replicate`,
    `luck_seed`, `end` (YYYY-MM, where not the scenario's), and any parameter by its name.
    """

    def __init__(
        self, policy: str = "baseline", replicate: int = 0, luck_seed: int = 1, end: str = "",
        seed: int | None = None, rng: int | None = None, **changes: float,
    ) -> None:  # fmt: skip
        """Set up the railway; Mesa's own `seed` or `rng` is its luck's seed where it is given.

        Raises:
            ValueError: no such scenario, an unknown parameter, or a value out of range.
        """
        scenario = find_scenario(policy)
        if end:
            scenario = scenario.changed(end=month_number(end) + 1)
        given = next((one for one in (rng, seed) if one is not None), luck_seed)
        super().__init__(scenario, int(given), int(replicate), changes=changes)
        reporters = {name: _last(name) for name in outcomes_of_model()
                     if not name.startswith("dependence_loss_")}  # fmt: skip
        self.datacollector = mesa.DataCollector(reporters)

    def step(self) -> None:
        """Run a month and collect; stop after the last."""
        if self.month < self.setting.end:
            super().step()
            self.datacollector.collect(self)
        self.running = self.month < self.setting.end


def _last(name: str) -> Callable[[Railway], Any]:
    """Reader of an outcome of the month that has just run."""

    def read(railway: Railway) -> Any:
        value = railway.history[-1].get(name, "" if is_named(name) else 0.0)
        return str(value) if is_named(name) else float(value)

    return read
