"""Rivals: forecasts that know nothing of railways, by which the model must be measured."""

from __future__ import annotations

import importlib.util
import math
import warnings
from collections.abc import Callable, Mapping

import numpy as np

LEAST_KNOWN = 5  # values without which a rival that estimates parameters stays silent
Known = Mapping[int, float]


def known_by(known: Known, year: int, origin: int) -> dict[int, float]:
    """Values recorded by the origin and before the year, in order."""
    return {y: known[y] for y in sorted(known) if y <= min(origin, year - 1)}


def naive_last(known: Known, year: int, origin: int) -> float:
    """The last value known by the origin, if it lies before the year."""
    seen = known_by(known, year, origin)
    return seen[max(seen)] if seen else math.nan


def naive_trend(known: Known, year: int, origin: int) -> float:
    """Log-linear trend through the values known by the origin and before the year."""
    seen = known_by(known, year, origin)
    if len(seen) < 2:
        return naive_last(known, year, origin)
    slope, level = np.polyfit(list(seen), [math.log(value) for value in seen.values()], 1)
    return math.exp(level + slope * year)


def _logs(seen: Known) -> np.ndarray:
    """Logs year by year; years without a record lie between their neighbours."""
    years = list(seen)
    whole = np.arange(years[0], years[-1] + 1)
    return np.interp(whole, years, [math.log(value) for value in seen.values()])


def exponential_smoothing(known: Known, year: int, origin: int) -> float:
    """ETS with a damped additive trend on logs (statsmodels); NaN where too little is known."""
    seen = known_by(known, year, origin)
    if len(seen) < LEAST_KNOWN or importlib.util.find_spec("statsmodels") is None:
        return math.nan
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of short series that do not converge to the last digit
        model = ExponentialSmoothing(_logs(seen), trend="add", damped_trend=True,
                                     initialization_method="estimated")  # fmt: skip
        return float(math.exp(model.fit().forecast(year - max(seen))[-1]))


def arima(known: Known, year: int, origin: int) -> float:
    """ARIMA(1,1,0) with drift on logs (statsmodels); NaN where too little is known."""
    seen = known_by(known, year, origin)
    if len(seen) < LEAST_KNOWN or importlib.util.find_spec("statsmodels") is None:
        return math.nan
    from statsmodels.tsa.arima.model import ARIMA

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ARIMA(_logs(seen), order=(1, 1, 0), trend="t").fit()
        return float(math.exp(fitted.forecast(year - max(seen))[-1]))


RIVALS: dict[str, Callable[[Known, int, int], float]] = {
    "naive_last": naive_last, "naive_trend": naive_trend, "ets": exponential_smoothing,
    "arima": arima,
}  # fmt: skip
