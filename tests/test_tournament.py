"""The tournament: frontier and fair points against brute force, and a small one played."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.tournament import STRATEGIES, frontier, kalai_point, nash_point, scaled
from tests.test_commands import obey

gains = st.lists(st.tuples(st.integers(-5, 9), st.integers(-5, 9)), min_size=1, max_size=30)


@given(gains)
def test_the_frontier_is_what_no_other_package_beats(points):
    left, right = (np.array(side, float) for side in zip(*points, strict=True))
    on_it = {points[i] for i in frontier(left, right)}
    for a, b in points:
        beaten = any(x >= a and y >= b and (x, y) != (a, b) for x, y in points)
        assert ((a, b) in on_it) == (not beaten)


@given(gains)
def test_fair_points_lie_where_brute_force_finds_them(points):
    left, right = (np.array(side, float) for side in zip(*points, strict=True))
    both = [(a, b) for a, b in points if a > 0 and b > 0]
    nash, kalai = nash_point(left, right), kalai_point(left, right)
    if not both:
        assert nash == kalai == -1
        return
    assert left[nash] * right[nash] == max(a * b for a, b in both)
    assert min(left[kalai], right[kalai]) == max(min(a, b) for a, b in both)


def test_worth_is_scaled_from_the_outside_option_to_the_best():
    assert scaled((2.0, 6.0, -2.0), 2.0).tolist() == [0.0, 1.0, -1.0]
    assert scaled((-2.0, -1.0), 0.0).max() < 0.0


@pytest.mark.slow
def test_a_small_tournament(tmp_path, capsys):
    assert obey("tournament", "--seeds", "3", "--rounds", "10", "--out", str(tmp_path)) == 0
    table = pd.read_csv(tmp_path / "tournament.csv")
    assert set(table["left"]) == set(table["right"]) == set(STRATEGIES)
    assert set(table["sheet"]) == {"locomotive_supply", "border_windows", "caspian_slots"}
    signed = table[table["agreed"] == 1]
    # Nobody signs below the outside option, and none ends beyond the frontier.
    assert (signed[["utility_left", "utility_right"]] >= 0.0).all().all()
    assert (signed[["utility_left", "utility_right"]] <= 1.0 + 1e-12).all().all()
    assert (table[table["agreed"] == 0]["nash_product"] == 0.0).all()
    assert "conceder" in capsys.readouterr().out
