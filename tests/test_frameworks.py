"""The toy gives the same figures in every framework it is timed in."""

from __future__ import annotations

import importlib.util

import pytest

from experiments.frameworks import FRAMEWORKS, by_loop, cases_of, compare_frameworks


@pytest.mark.parametrize("name", list(FRAMEWORKS))
def test_every_framework_gives_the_loops_figures(name):
    needs, run = FRAMEWORKS[name]
    if importlib.util.find_spec(needs) is None:
        pytest.skip(f"{needs} is not installed")
    cases = cases_of(6)
    found = by_loop(cases)
    assert run(cases) == found
    assert len({total for total, _ in found}) > 3 and all(hours > 0.0 for _, hours in found)


def test_ratios_are_given_for_what_is_installed():
    found = compare_frameworks(quick=True)
    assert found["toy_plain_runs_per_second"] > 0.0
    if "toy_compiled_runs_per_second" in found:
        assert found["toy_mesa_ratio"] > 0.0


def test_other_figures_are_never_timed(monkeypatch):
    monkeypatch.setitem(FRAMEWORKS, "mesa", ("mesa", lambda cases: [(0.0, 0.0)] * len(cases)))
    with pytest.raises(ValueError, match="mesa gave"):
        compare_frameworks(quick=True)
