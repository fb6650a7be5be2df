"""The tournament: frontier and fair points against brute force, and a small one played."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.strategy import STRATEGIES
from experiments.tournament import frontier, kalai_point, nash_point, scaled
from rulebook.term_sheet import load_term_sheets
from tests.test_commands import obey

gains = st.lists(st.tuples(st.integers(-5, 9), st.integers(-5, 9)), min_size=1, max_size=30)


@given(gains)
def test_the_frontier_is_what_no_other_package_beats(points):
    worth = np.array(points, float).T
    on_it = {points[i] for i in frontier(worth)}
    for a, b in points:
        beaten = any(x >= a and y >= b and (x, y) != (a, b) for x, y in points)
        assert ((a, b) in on_it) == (not beaten)


@given(gains)
def test_fair_points_lie_where_brute_force_finds_them(points):
    worth = np.array(points, float).T
    left, right = worth
    both = [(a, b) for a, b in points if a > 0 and b > 0]
    nash, kalai = nash_point(worth), kalai_point(worth)
    if not both:
        assert nash == kalai == -1
        return
    assert left[nash] * right[nash] == max(a * b for a, b in both)
    assert min(left[kalai], right[kalai]) == max(min(a, b) for a, b in both)


def test_worth_is_scaled_from_the_outside_option_to_the_best():
    assert scaled(np.array([2.0, 6.0, -2.0]), 2.0).tolist() == [0.0, 1.0, -1.0]
    assert scaled(np.array([-2.0, -1.0]), 0.0).max() < 0.0


@given(st.lists(st.tuples(*[st.integers(-5, 9)] * 3), min_size=1, max_size=20))
def test_the_frontier_of_three_is_what_no_other_package_beats(points):
    worth = np.array(points, float).T
    on_it = {points[i] for i in frontier(worth)}
    for one in points:
        beaten = any(all(x >= y for x, y in zip(other, one, strict=True)) and other != one
                     for other in points)  # fmt: skip
        assert (one in on_it) == (not beaten)


@pytest.mark.slow
def test_a_small_tournament(tmp_path, capsys):
    assert obey("tournament", "--seeds", "3", "--rounds", "10", "--out", str(tmp_path)) == 0
    table = pd.read_csv(tmp_path / "tournament.csv")
    assert set(table["left"]) == set(table["right"]) == set(STRATEGIES)
    assert set(table["sheet"]) == set(load_term_sheets())
    assert set(table[table["sheet"] == "localisation_pact"]["third"]) == set(STRATEGIES)
    signed = table[table["agreed"] == 1]
    # Nobody signs below the outside option, and none ends beyond its best case.
    gains = signed[["utility_left", "utility_right", "utility_third"]].stack().dropna()
    assert ((gains > 0.0) & (gains <= 1.0 + 1e-12)).all()
    assert (table[table["agreed"] == 0]["nash_product"] == 0.0).all()
    assert "conceder" in capsys.readouterr().out
