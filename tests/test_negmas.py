"""NegMAS as the referee: the same offers and the same agreements, in both directions.

NegMAS itself is imported inside the tests, so that they skip by name where it is not installed.
"""

from __future__ import annotations

import itertools
import random

import pytest

from agents.bridge import native
from agents.bridge.negotiator import as_negotiator
from agents.bridge.seat import NegmasSeat
from agents.strategy import BANDS, STRATEGIES
from experiments.referee import draw_domain, haggled, refereed, talked

pytestmark = pytest.mark.negmas
OURS = {**STRATEGIES, **BANDS}
BILATERAL, MULTILATERAL = 200, 40
NATIVE = (
    "BoulwareTBNegotiator", "LinearTBNegotiator", "ConcederTBNegotiator", "AspirationNegotiator",
    "NaiveTitForTatNegotiator", "NiceTitForTatNegotiator", "MiCRONegotiator", "FastMiCRONegotiator",
    "ToughNegotiator", "TopFractionNegotiator", "NiceNegotiator", "RandomNegotiator",
    "HybridNegotiator", "CABNegotiator", "WARNegotiator", "FirstOfferOrientedTBNegotiator",
    "AdditiveParetoFollowingTBNegotiator", "MultiplicativeLastOfferFollowingTBNegotiator",
)  # fmt: skip


def choose(names, seats, seed):
    """Names for the seats; over the seeds every ordered choice has its turn."""
    every = list(itertools.product(names, repeat=seats))
    return every[seed * 7 % len(every)]  # no number of choices here is a multiple of 7


@pytest.fixture
def pinned(monkeypatch):
    """Lots that fall the same way however often others have drawn."""
    monkeypatch.setattr(random, "choice", lambda given: min(given))
    monkeypatch.setattr(random, "randint", lambda low, high: (low + high) // 2)
    monkeypatch.setattr(random, "random", lambda: 0.5)
    monkeypatch.setattr(random, "sample", lambda given, k: sorted(given)[:k])


# -- our strategies before NegMAS as referee -----------------------------------------------------
def test_every_pair_of_ours_is_tried():
    assert len({choose(OURS, 2, seed) for seed in range(BILATERAL)}) == len(OURS) ** 2


@pytest.mark.parametrize("part", range(4))
def test_our_strategies_make_the_same_offers_and_agreements_in_negmas(part):
    agreed = 0
    for seed in range(part, BILATERAL, 4):
        drawn, names = draw_domain(seed), choose(OURS, 2, seed)
        ours = talked(drawn, [OURS[name] for name in names])
        assert haggled(drawn, [OURS[name] for name in names]) == ours, (seed, names)
        makers = [lambda name=name: as_negotiator(name) for name in names]
        assert refereed(drawn, makers) == ours, (seed, names)
        agreed += ours.agreed >= 0
    assert agreed > BILATERAL / 4 / 3  # they do agree, so that there is something to compare


def test_three_of_our_strategies_make_the_same_offers_and_agreements_in_negmas():
    agreed = 0
    for seed in range(MULTILATERAL):
        drawn, names = draw_domain(seed, parties=3), choose(OURS, 3, seed)
        ours = talked(drawn, [OURS[name] for name in names])
        makers = [lambda name=name: as_negotiator(name) for name in names]
        assert refereed(drawn, makers) == ours, (seed, names)
        agreed += ours.agreed >= 0
    assert agreed > MULTILATERAL / 5


# -- NegMAS's negotiators in our seats -----------------------------------------------------------
@pytest.mark.parametrize("part", range(4))
def test_native_negotiators_do_in_our_seats_what_they_do_in_negmas(part, pinned):
    agreed = 0
    for seed in range(part, BILATERAL, 4):
        drawn = draw_domain(seed)
        makers = [native(name) for name in choose(NATIVE, 2, seed)]
        ours = talked(drawn, [NegmasSeat(make) for make in makers])
        assert refereed(drawn, makers) == ours, (seed, makers)
        agreed += ours.agreed >= 0
    assert agreed > BILATERAL / 4 / 3


def test_three_native_negotiators_do_in_our_seats_what_they_do_in_negmas(pinned):
    agreed = 0
    for seed in range(MULTILATERAL):
        drawn = draw_domain(seed, parties=3)
        makers = [native(name) for name in choose(NATIVE, 3, seed)]
        ours = talked(drawn, [NegmasSeat(make) for make in makers])
        assert refereed(drawn, makers) == ours, (seed, makers)
        agreed += ours.agreed >= 0
    assert agreed > MULTILATERAL / 5


def test_ours_against_natives_go_the_same_way_at_both_tables(pinned):
    for seed in range(60):
        drawn, mine = draw_domain(seed), choose(OURS, 1, seed)[0]
        theirs = native(choose(NATIVE, 1, seed)[0])
        ours = talked(drawn, [OURS[mine], NegmasSeat(theirs)])
        assert refereed(drawn, [lambda mine=mine: as_negotiator(mine), theirs]) == ours, seed


# -- the same rule written by both ---------------------------------------------------------------
def test_our_bands_are_their_time_based_negotiators():
    pairs = {"boulware_tb": "BoulwareTBNegotiator", "linear_tb": "LinearTBNegotiator",
             "conceder_tb": "ConcederTBNegotiator"}  # fmt: skip
    agreed = 0
    for seed in range(BILATERAL):
        drawn, names = draw_domain(seed), choose(pairs, 2, seed)
        theirs = refereed(drawn, [native(pairs[name]) for name in names])
        assert talked(drawn, [BANDS[name] for name in names]) == theirs, (seed, names)
        assert haggled(drawn, [BANDS[name] for name in names]) == theirs, (seed, names)
        agreed += theirs.agreed >= 0
    assert agreed > BILATERAL / 3


def test_our_micro_is_theirs_once_it_repeats_the_last_offer_and_not_any():
    from negmas.gb.components.offering import MiCROOfferingPolicy

    class RepeatsTheLast(MiCROOfferingPolicy):
        def sample_sent(self):
            return self.best_offer_so_far()  # so named there; it is the last one made

    def make():
        return native("MiCRONegotiator")(offering=RepeatsTheLast())

    agreed, waited = 0, 0
    for seed in range(100):
        drawn = draw_domain(seed)
        ours = talked(drawn, [STRATEGIES["micro"]] * 2)
        assert refereed(drawn, [make] * 2) == ours, seed
        assert refereed(drawn, [make, lambda: as_negotiator("linear")]) == talked(
            drawn, [STRATEGIES["micro"], STRATEGIES["linear"]]), seed  # fmt: skip
        agreed += ours.agreed >= 0
        waited += len(set(ours.offers)) < len(ours.offers)
    assert agreed > 30 and waited > 5  # some talks reach the repeating


def test_where_no_deal_is_best_ours_walk_and_theirs_offer_all_the_same():
    drawn = draw_domain(1)
    drawn.reserves[0] = drawn.worth[0].max() + 1.0
    assert talked(drawn, [BANDS["linear_tb"]] * 2).offers == ()
    theirs = refereed(drawn, [native("LinearTBNegotiator")] * 2)
    assert theirs.offers[0] == (0, int(drawn.worth[0].argmax()))
