"""NegMAS as the referee: the same offers and agreements, in both directions, and the same scores.

NegMAS itself is imported inside the tests, so that they skip by name where it is not installed.
"""

from __future__ import annotations

import copy
import itertools
import random
import warnings

import numpy as np
import pytest

from agents.actor import Keep
from agents.bargainer import Bargainer
from agents.bridge.negotiator import as_negotiator
from agents.bridge.scenario import (
    outcomes_of,
    read_scenario,
    scenario_of,
    sheet_of,
    space_of,
    table_of,
    write_scenario,
)
from agents.bridge.seat import NegmasSeat
from agents.negotiation import Move, Side, Talk, TalkError, hold_talk
from agents.strategy import BANDS, STRATEGIES
from experiments.referee import draw_domain, haggled, refereed, talked
from experiments.tournament import frontier, kalai_point, nash_point, scaled, score, yardstick
from model.railway import Railway
from model.run import fork, run
from model.scenario import find_scenario
from rulebook.term_sheet import load_term_sheets

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


def native(name):
    import negmas.sao.negotiators as known

    return getattr(known, name)


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


# -- what nobody may see -------------------------------------------------------------------------
def test_nobody_sees_the_others_worth_or_reserve():
    def peek(who):
        def answer(seen):
            fields = {name: getattr(seen, name) for name in seen.__slots__}
            numbers = np.concatenate([np.ravel(v) for v in fields.values()
                                      if isinstance(v, float | np.ndarray)])  # fmt: skip
            shown[who].append(numbers)
            return OURS["linear"](seen)

        return answer

    drawn, shown = draw_domain(3), {0: [], 1: []}
    talked(drawn, [peek(0), peek(1)])
    refereed(drawn, [lambda: as_negotiator(peek(0)), lambda: as_negotiator(peek(1))])
    for who, other in (0, 1), (1, 0):
        seen = set(np.concatenate(shown[who]).tolist())
        assert float(drawn.reserves[who]) in seen and set(drawn.worth[who].tolist()) <= seen
        assert float(drawn.reserves[other]) not in seen
        assert not set(drawn.worth[other].tolist()) & seen


def test_the_others_at_a_native_negotiators_table_know_nothing():
    found = []

    class Spy(native("LinearTBNegotiator")):
        def propose(self, state, dest=None):
            others = [one for one in self.nmi._mechanism.negotiators if one is not self]
            found.append([one.preferences for one in others])
            return super().propose(state, dest)

    talked(draw_domain(3), [NegmasSeat(Spy), OURS["linear"]])
    assert found and all(one == [None] for one in found)


# -- a seat over months --------------------------------------------------------------------------
def test_worth_and_reserve_may_change_within_a_talk():
    weighed = []

    class Weighs(native("ConcederTBNegotiator")):
        def propose(self, state, dest=None):
            weighed.append((self.ufun(outcome), self.ufun.reserved_value))
            return super().propose(state, dest)

    drawn, seat = draw_domain(5, rounds=6), NegmasSeat(Weighs)
    sheet, talk = drawn.sheet, Talk(drawn.sheet, drawn.sheet.parties, 6)
    outcome, me, other = outcomes_of(sheet)[0], *sheet.parties
    told = []
    for month in range(6):
        worth = drawn.worth[0] + (month // 2)
        reserve = float(worth.min()) - 1.0 - month
        told.append((worth[0], reserve))
        move = seat(talk.view(me, worth, reserve, 0.0))
        talk.make(me, move)
        assert move.action == "offer"
        aim = worth.max() - (worth.max() - worth.min()) * ((month + 1) / 7) ** 0.25
        offered = worth[sheet.place[move.package]]
        assert offered == min(worth[worth >= aim - 1e-4 - 1e-6], key=lambda w: abs(w - aim + 1e-4))
        talk.make(other, Move("offer", int(sheet.agenda[int(worth.argmin())])))
        talk.next_round()
    assert weighed == told


def test_each_talk_has_a_negotiator_of_its_own_and_goes_on_after_a_fork():
    made = []

    def make():
        made.append(native("NaiveTitForTatNegotiator")())
        return made[-1]

    drawn, seat = draw_domain(2, rounds=12), NegmasSeat(make)
    talks = [Talk(drawn.sheet, drawn.sheet.parties, 12) for _ in range(2)]

    def move(talk, answer):
        for i, one in enumerate((answer, OURS["conceder"])):
            name = talk.parties[i]
            offered = drawn.worth[i, drawn.sheet.place[talk.offer]] if talk.offer >= 0 else 0.0
            if talk.state == "open":
                seen = talk.view(name, drawn.worth[i], float(drawn.reserves[i]), float(offered))
                talk.make(name, one(seen))
        talk.next_round()

    for _ in range(4):
        for talk in talks:
            move(talk, seat)
    assert len(made) == 2 and talks[0].state == "open"
    memo = {id(drawn.sheet): drawn.sheet}
    other, other_seat = copy.deepcopy((talks[0], seat), memo)
    for _ in range(8):
        for talk, its in (talks[0], seat), (other, other_seat):
            if talk.state == "open":
                move(talk, its)
    assert len(made) == 3  # the copy's own
    assert talks[0].history == other.history and talks[0].state == other.state == "agreed"


def test_a_seat_that_forgot_is_told_again_what_was_said():
    class Forgets(NegmasSeat):
        def __call__(self, seen):
            self.shown.clear()
            return super().__call__(seen)

    for seed in range(10):
        drawn = draw_domain(seed, rounds=15)
        for name in ("BoulwareTBNegotiator", "LastOfferOrientedTBNegotiator"):
            whole = talked(drawn, [OURS["linear"], NegmasSeat(native(name))])
            assert talked(drawn, [OURS["linear"], Forgets(native(name))]) == whole


def test_an_offer_off_the_agenda_counts_as_what_it_is_worth():
    sheet = load_term_sheets()["amendment"]
    off = next(n for n in range(sheet.count) if n not in sheet.place)
    near = sheet.nearest_place(off)
    worth = np.linspace(0.0, 1.0, len(sheet.agenda))
    for true_worth, action in (0.99, "accept"), (-9.0, "offer"):
        talk = Talk(sheet, sheet.parties, 10)
        talk.make("operator", Move("offer", off))
        worth[near] = 0.5 - 0.4 * np.sign(true_worth)  # of the nearest one it thinks the opposite
        view = talk.view("supplier", worth, 0.0, true_worth)
        assert NegmasSeat(native("LinearTBNegotiator"))(view).action == action


def test_a_seat_may_not_wait_and_may_leave():
    from negmas.sao import ResponseType, SAONegotiator, SAOResponse

    def says(response):
        class Says(SAONegotiator):
            def propose(self, state, dest=None):
                return None

            def __call__(self, state, dest=None):
                return SAOResponse(response, None)

        return NegmasSeat(Says)

    drawn = draw_domain(2)
    with pytest.raises(TalkError, match="party 0: WAIT — allowed: accept, offer or leave"):
        talked(drawn, [says(ResponseType.WAIT), OURS["linear"]])
    for response in ResponseType.END_NEGOTIATION, ResponseType.LEAVE, ResponseType.REJECT_OFFER:
        sides = [Side(name, drawn.worth[i], 0.0, says(response))
                 for i, name in enumerate(drawn.sheet.parties)]  # fmt: skip
        assert hold_talk(drawn.sheet, sides, 5).state == "walked away"


@pytest.mark.slow
def test_native_negotiators_sit_in_a_whole_scenario():
    base = find_scenario("baseline")
    scenario = base.changed(end=base.start + 40)

    def seated():
        kinds = {"operator": "BoulwareTBNegotiator", "workforce": "MiCRONegotiator",
                 "china": "RandomNegotiator", "wabtec": "NaiveTitForTatNegotiator"}  # fmt: skip
        return {seat: Bargainer(Keep(), NegmasSeat(native(kind), seed=4))
                for seat, kind in kinds.items()}  # fmt: skip

    minds = seated()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        railway = run(scenario, 2, minds=minds).railway
    again = run(scenario, 2, minds=seated()).railway
    assert railway.history == again.history  # their lots too come from a seed
    at_table = {seat for held in railway.talks for seat in held.talk.parties}
    assert {"operator", "workforce", "china", "wabtec"} <= at_table
    sat = [held.talk for held in railway.talks if "operator" in held.talk.parties]
    assert any(talk.state == "agreed" for talk in sat)
    assert any(record.move.action == "offer" for talk in sat for record in talk.history)
    midway = Railway(scenario, 2, minds=seated())
    while not any(one.talk.history for table in midway.tables for one in table.open_threads):
        midway.step()
    assert midway.month < scenario.end - 6
    assert fork(midway).run_to(scenario.end).history == railway.history  # talks go on in a copy


# -- scenarios -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "sheet",
    [load_term_sheets()["amendment"], load_term_sheets()["caspian_slots"], draw_domain(9, 3).sheet],
    ids=lambda sheet: sheet.name,
)
def test_a_term_sheet_goes_to_negmas_files_and_back(sheet, tmp_path):
    name, luck = sheet.name, np.random.default_rng(1)
    stakes = {party: (luck.normal(size=len(sheet.agenda)), float(luck.normal()))
              for party in sheet.parties}  # fmt: skip
    write_scenario(tmp_path / name, sheet, stakes)
    from negmas.inout import Scenario

    loaded, direct = Scenario.load(tmp_path / name), scenario_of(sheet, stakes)
    opened = [issue for issue in sheet.issues if issue.open]
    assert [one.name for one in loaded.outcome_space.issues] == [one.name for one in opened]
    assert list(loaded.outcome_space.enumerate()) == outcomes_of(sheet)
    some = outcomes_of(sheet)[:: max(1, len(sheet.agenda) // 50)]
    ufuns = [sorted(one.ufuns, key=lambda ufun: ufun.name) for one in (loaded, direct)]
    for theirs, own in zip(*ufuns, strict=True):
        assert theirs.name == own.name and theirs.reserved_value == own.reserved_value
        assert [theirs(one) for one in some] == [own(one) for one in some]
    again, found = read_scenario(tmp_path / name)
    assert [(one.name, one.steps) for one in again.issues] == [(o.name, o.steps) for o in opened]
    assert set(found) == set(stakes)
    for party, (worth, reserve) in stakes.items():
        assert np.array_equal(found[party][0], worth) and found[party][1] == reserve


def test_any_scenario_of_theirs_becomes_a_term_sheet():
    from negmas.outcomes import make_issue, make_os

    space = make_os([make_issue(3, "count"), make_issue(["red", "blue"], "colour")], name="paint")
    sheet = sheet_of(space, ("a", "b"))
    assert [(one.name, one.steps) for one in sheet.issues] == [
        ("count", (0.0, 1.0, 2.0)), ("colour", (0.0, 1.0))]  # fmt: skip
    with pytest.raises(ValueError, match="price: continuous — allowed: issues of countable"):
        sheet_of(make_os([make_issue((0.0, 1.0), "price")]), ("a", "b"))
    with pytest.raises(FileNotFoundError, match="holds no scenario"):
        read_scenario(load_term_sheets.__wrapped__.__defaults__[0])


# -- scores --------------------------------------------------------------------------------------
@pytest.mark.parametrize("parties", [2, 3])
def test_frontier_fair_points_and_scores_are_those_of_negmas(parties):
    from negmas.preferences.ops import (
        calc_outcome_distances,
        calc_scenario_stats,
        kalai_points,
        nash_points,
        pareto_frontier,
    )

    compared = 0
    for seed in range(60):
        drawn = draw_domain(seed, parties)
        worth = np.array([scaled(one, float(reserve)) for one, reserve
                          in zip(drawn.worth, drawn.reserves, strict=True)])  # fmt: skip
        sheet, space = drawn.sheet, space_of(drawn.sheet)
        free = [table_of(sheet, space, one, -np.inf, f"u{i}") for i, one in enumerate(worth)]
        _, places = pareto_frontier(free, outcomes=outcomes_of(sheet))
        assert set(places) == set(frontier(worth).tolist())
        against = yardstick(worth)
        ufuns = [table_of(sheet, space, one, 0.0, f"u{i}") for i, one in enumerate(worth)]
        points, places = pareto_frontier(ufuns, outcomes=outcomes_of(sheet))
        assert set(points) == {tuple(one) for one in against.frontier.T}
        nash, kalai = nash_point(worth), kalai_point(worth)
        assert (nash >= 0) == (kalai >= 0) == bool((worth > 0).all(axis=0).any())
        if nash < 0:
            continue
        assert nash in {places[i] for _, i in nash_points(ufuns, points, outcome_space=space)}
        assert kalai in {places[i] for _, i in kalai_points(ufuns, points, outcome_space=space)}
        stats = calc_scenario_stats(ufuns)
        for agreed in range(0, sheet.count, 7):
            theirs = calc_outcome_distances(tuple(worth[:, agreed]), stats)
            ours = score(worth, agreed, against)
            assert ours["frontier_distance"] == pytest.approx(theirs.pareto_dist, abs=1e-12)
            assert ours["nash_distance"] == pytest.approx(theirs.nash_dist, abs=1e-12)
            assert ours["kalai_distance"] == pytest.approx(theirs.kalai_dist, abs=1e-12)
        compared += 1
    assert compared > 20
