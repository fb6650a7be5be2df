"""Rules: monotone where they must be, bounded, and equal on every Python."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from rulebook.bargain import aspiration
from rulebook.border import turned_away, waiting_after
from rulebook.choice import nested_shares
from rulebook.line import crowding_delay, locomotive_days, usable_pairs
from rulebook.luck import Luck, stream_key
from rulebook.parts import expected_backorders, parts_on_order, ready_locomotives
from rulebook.skill import content_ceiling, engineering_after

share = st.floats(0.0, 1.0)
trains = st.floats(0.0, 5000.0)


@given(trains, trains, trains, trains)
def test_trains_are_conserved_at_a_border(waiting, arrived, passed, room):
    passed = min(passed, waiting + arrived)
    left = waiting_after(waiting, arrived, passed, room)
    away = turned_away(waiting, arrived, passed, room)
    assert left >= 0 and away >= 0 and left <= max(room, 0)
    assert math.isclose(waiting + arrived, passed + left + away, abs_tol=1e-6)


@given(st.floats(0, 200), st.floats(0, 20), share, st.floats(0.5, 1.5), share)
def test_usable_pairs_stay_within_the_nominal(nominal, passenger, usable, quality, season):
    pairs = usable_pairs(nominal, passenger, usable, quality, season)
    assert 0 <= pairs <= nominal + 1e-9
    assert usable_pairs(nominal + 1, passenger, usable, quality, season) >= pairs


@given(st.floats(0, 2), st.floats(0, 2), st.floats(0, 1))
def test_crowding_never_falls_with_use(a, b, variability):
    low, high = min(a, b), max(a, b)
    assert crowding_delay(low, variability) <= crowding_delay(high, variability)


@given(st.floats(1, 4000), st.floats(100, 900), share, st.floats(0, 3))
def test_longer_runs_take_more_locomotive_days(km, run, back, dwell):
    days = locomotive_days(km, run, back, dwell)
    assert locomotive_days(km + 1, run, back, dwell) > days
    assert locomotive_days(km, run + 1, back, dwell) < days


@given(st.floats(0, 900), st.integers(0, 60))
def test_stock_never_adds_to_what_is_owed(on_order, stock):
    owed = expected_backorders(on_order, stock)
    assert 0 <= expected_backorders(on_order, stock + 1) <= owed + 1e-9
    assert owed <= on_order + 1e-9
    assert owed >= on_order - stock - 1e-6


@given(st.floats(0, 500), st.floats(0, 50), st.floats(0, 12), share)
def test_a_closed_source_never_shortens_the_queue_for_parts(on_order, need, lead, open_share):
    some = parts_on_order(on_order, need, lead, open_share)
    assert parts_on_order(on_order, need, lead, 0.0) >= some >= 0


@given(st.integers(0, 2000), st.floats(0, 0.3), st.floats(0, 8), st.floats(1, 20), st.floats(0, 99))
def test_one_more_locomotive_never_lowers_readiness(fleet, planned, failures, repair, waiting):
    ready = ready_locomotives(fleet, planned, failures, repair, waiting)
    assert 0 <= ready <= fleet
    if planned + failures * repair / 365.25 <= 1:
        assert ready_locomotives(fleet + 1, planned, failures, repair, waiting) >= ready


@given(share, share, share, share, st.floats(0, 0.05), st.floats(0, 0.05))
def test_engineering_stays_a_share_and_needs_access(level, access, staff, orders, pace, decay):
    after = engineering_after(level, access, staff, orders, pace, decay)
    assert 0 <= after <= 1
    assert engineering_after(level, 0.0, staff, orders, pace, decay) <= level + 1e-12


@given(share, share, share, share)
def test_content_without_engineering_stops_at_assembly(assembly, room, engineering, base):
    assert content_ceiling(assembly, room, 0.0, base) == assembly
    assert content_ceiling(assembly, room, engineering, base) >= assembly


@given(st.lists(st.floats(1000, 9000), min_size=1, max_size=5), st.floats(1000, 12000))
def test_shares_add_to_one_and_fall_with_own_cost(land, sea):
    flat = (0.0,) * len(land)
    shares = nested_shares(tuple(land), sea, 1400.0, 0.1, 14000.0, flat, 1.0)
    assert math.isclose(sum(shares), 1.0, abs_tol=1e-9)
    dearer = (land[0] + 500.0, *land[1:])
    assert nested_shares(dearer, sea, 1400.0, 0.1, 14000.0, flat, 1.0)[0] < shares[0] + 1e-12


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.3, 1.0, 2.5]))
def test_aspiration_never_rises_and_never_passes_the_reserve(a, b, exponent):
    early = aspiration(1.0, 0.2, min(a, b), exponent)
    late = aspiration(1.0, 0.2, max(a, b), exponent)
    assert 1.0 >= early >= late - 1e-12 >= 0.2 - 2e-12


def test_streams_are_keyed_by_name_and_known_for_good():
    first = Luck(7, 3, 4)
    again = Luck(7, 3, 4)
    again.normals("something added later")
    assert first.normals("sea_rate").tolist() == again.normals("sea_rate").tolist()
    assert first.normals("sea_rate").tolist() != first.normals("currency.USD").tolist()
    assert Luck(7, 4, 4).normals("sea_rate").tolist() != first.normals("sea_rate").tolist()
    assert first.normals("sea_rate")[:2].tolist() == Luck(7, 3, 2).normals("sea_rate").tolist()
    # A changed key would silently change every published figure.
    assert stream_key(7, 3, "sea_rate") == ((7 << 32) | 3, 4922064149318951195)
