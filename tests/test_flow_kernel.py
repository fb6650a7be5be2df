"""The flow kernel against a linear program and against its own compiled build."""

from __future__ import annotations

import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from rulebook import flow
from rulebook.flow import OPTIMAL, solve_flow


def generated_network(seed: int):
    """A random railway: stations on a ring with chords, paths over them, gates and traction."""
    rng = np.random.default_rng(seed)
    stations, flows = int(rng.integers(4, 14)), int(rng.integers(2, 28))
    sections = stations + int(rng.integers(0, 6))
    use = np.zeros((sections + 3, flows))
    for j in range(flows):
        length = int(rng.integers(1, min(8, sections)))
        start = int(rng.integers(0, sections))
        for k in range(length):
            use[(start + k) % sections, j] = 0.5 * (1.0 + rng.random())
        use[sections, j] = 0.3 * length * rng.random()  # diesel days
        use[sections + 1, j] = use[sections, j] + 0.2 * length  # locomotive days
        use[sections + 2, j] = float(rng.random() < 0.4)  # a gate
    limits = np.concatenate([rng.uniform(2, 40, sections), rng.uniform(1, 30, 3)])
    upper = rng.uniform(0, 14, flows) * (rng.random(flows) < 0.9)
    weights = rng.uniform(0.5, 4.0, flows) * (1.0 + use[:sections].sum(0))
    twice = np.concatenate([use, use], axis=1)
    return (np.concatenate([weights * 1.6, weights]),
            np.concatenate([upper * 0.7, upper * 0.3]), twice, limits)


def referee(weights, upper, use, limits):
    bounds = list(zip(np.zeros(len(upper)), upper, strict=True))
    return linprog(-weights, use, limits, bounds=bounds, method="highs")


@given(st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_feasible_and_equal_to_highs(seed):
    weights, upper, use, limits = generated_network(seed)
    trains, _, status = solve_flow(weights, upper, use, limits)
    assert status == OPTIMAL
    assert (trains >= 0).all()
    assert (trains <= upper * (1 + 1e-9)).all()
    assert (use @ trains <= limits * (1 + 1e-9) + 1e-9).all()
    best = -referee(weights, upper, use, limits).fun
    assert weights @ trains >= best * (1 - 1e-7) - 1e-9


def test_within_two_percent_of_the_optimum_on_the_median_network():
    shares = []
    for seed in range(60):
        weights, upper, use, limits = generated_network(seed)
        best = -referee(weights, upper, use, limits).fun
        if best > 0:
            shares.append(weights @ solve_flow(weights, upper, use, limits)[0] / best)
    assert len(shares) > 50
    assert np.median(shares) > 0.98


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_marginal_values_lie_between_the_finite_differences(seed):
    weights, upper, use, limits = generated_network(seed)
    _, shadow, _ = solve_flow(weights, upper, use, limits)
    base = -referee(weights, upper, use, limits).fun
    step = 1e-4
    for i in range(len(limits)):
        more, less = limits.copy(), limits.copy()
        more[i] += step
        less[i] -= step
        gain = (-referee(weights, upper, use, more).fun - base) / step
        loss = (base + referee(weights, upper, use, less).fun) / step
        assert gain - 1e-4 * (1 + abs(gain)) <= shadow[i] <= loss + 1e-4 * (1 + abs(loss))


@given(st.integers(0, 10**6), st.floats(0.1, 10.0))
@settings(max_examples=30, deadline=None)
def test_more_room_never_moves_less(seed, extra):
    weights, upper, use, limits = generated_network(seed)
    row = seed % len(limits)
    before = weights @ solve_flow(weights, upper, use, limits)[0]
    limits[row] += extra
    assert weights @ solve_flow(weights, upper, use, limits)[0] >= before * (1 - 1e-9)


def test_nothing_to_move_and_no_room():
    none = solve_flow(np.zeros(0), np.zeros(0), np.zeros((2, 0)), np.ones(2))
    assert len(none[0]) == 0
    free = solve_flow(np.ones(2), np.full(2, 3.0), np.zeros((0, 2)), np.zeros(0))
    assert free[0].tolist() == [3.0, 3.0]
    closed = solve_flow(np.ones(2), np.full(2, 3.0), np.ones((1, 2)), np.zeros(1))
    assert closed[0].tolist() == [0.0, 0.0]
    assert closed[1][0] == 1.0


def compiled():
    """The same source, compiled: each function of the module by numba, in a copy of it."""
    numba = pytest.importorskip("numba")
    copy = types.ModuleType("compiled_flow")
    exec(compile(open(flow.__file__).read(), flow.__file__, "exec"), copy.__dict__)
    for name in ("_numbers", "_fill", "_entering", "_leaving", "_exchange", "_read"):
        setattr(copy, name, numba.njit(getattr(copy, name)))
    return numba.njit(copy.solve_flow)


@pytest.mark.slow
def test_compiled_build_gives_the_same_bits():
    solve = compiled()
    for seed in range(150):
        problem = generated_network(seed)
        plain, built = solve_flow(*problem), solve(*problem)
        assert plain[0].tobytes() == built[0].tobytes()
        assert plain[1].tobytes() == built[1].tobytes()
