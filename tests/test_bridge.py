"""The bridge to NegMAS: what seats see over months, scenarios in files, scores, commands.

NegMAS itself is imported inside the tests, so that they skip by name where it is not installed.
"""

from __future__ import annotations

import copy
import importlib
import itertools
import warnings

import numpy as np
import pandas as pd
import pytest

from agents.actor import Keep
from agents.bargainer import Bargainer
from agents.bridge import native
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
from agents.strategy import BANDS, STRATEGIES, Strategy
from experiments.guests import GUESTS, guests
from experiments.referee import Drawn, draw_domain, refereed, talked
from experiments.speed import negmas_speed
from experiments.tournament import (
    Domain,
    frontier,
    gather_domains,
    kalai_point,
    nash_point,
    play,
    scaled,
    score,
    yardstick,
)
from model.railway import Railway
from model.run import fork, run
from model.scenario import find_scenario
from rulebook.bargain import BAND
from rulebook.term_sheet import load_term_sheets
from tests.test_commands import obey

pytestmark = pytest.mark.negmas
OURS = {**STRATEGIES, **BANDS}


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


# -- what the analyst's commands make of it ------------------------------------------------------
def test_guests_play_the_tournament_as_negmas_lets_them():
    drawn = draw_domain(4, rounds=20)
    worth = np.array([scaled(one, float(reserve)) for one, reserve
                      in zip(drawn.worth, drawn.reserves, strict=True)])  # fmt: skip
    domain = Domain(drawn.sheet, 1, drawn.sheet.parties, worth)
    three = Domain(draw_domain(4, 3, 20).sheet, 1, ("a", "b", "c"), draw_domain(4, 3, 20).worth)
    rows = pd.DataFrame(play([domain], 20, guests()))
    assert len(rows) == (len(STRATEGIES) + len(GUESTS)) ** 2
    assert len(list(play([three], 2, guests()))) == len(STRATEGIES) ** 3
    gain = np.array([rows["utility_left"], rows["utility_right"]]).T
    same, pair = Drawn(drawn.sheet, worth, np.zeros(2), 20), ("negmas:boulware", "negmas:conceder")
    for left, right in itertools.product(pair, ("micro", "honest")):
        makers = [native(GUESTS[left]), lambda right=right: as_negotiator(right)]
        agreed = refereed(same, makers).agreed
        found = gain[(rows["left"] == left) & (rows["right"] == right)][0]
        assert found.tolist() == (worth[:, agreed].tolist() if agreed >= 0 else [0.0, 0.0])


def test_speed_is_measured_only_where_all_agree(monkeypatch):
    found = negmas_speed(quick=True)
    assert found["negmas_talks"] == 90.0 and 0.5 < found["negmas_talks_agreed_share"] <= 1.0
    assert found["negmas_ratio_plain"] > 0.0 and found["negmas_ratio_compiled"] > 0.0
    monkeypatch.setitem(BANDS, "linear_tb", Strategy("linear_tb", BAND, 1.7))
    with pytest.raises(ValueError, match="linear_tb.*NegMAS and the house differ"):
        negmas_speed(quick=True)


def test_without_negmas_one_sentence_says_how_to_get_it(monkeypatch, capsys):
    real = importlib.import_module

    def absent(name, *given):
        if name.split(".")[0] == "negmas":
            raise ModuleNotFoundError(f"No module named {name!r}", name="negmas")
        return real(name, *given)

    monkeypatch.setattr(importlib, "import_module", absent)
    assert obey("tournament", "--negmas") == 2
    said = capsys.readouterr().err
    assert said == "NegMAS is not installed: pip install 'twogauges[negmas]'\n"


def test_only_known_sheets_are_talked_about(capsys):
    assert obey("tournament", "--sheet", "moon_landing") == 2
    assert "term sheet 'moon_landing' — allowed: amendment, border" in capsys.readouterr().err


@pytest.mark.slow
def test_talks_held_are_written_as_scenarios(tmp_path, monkeypatch, capsys):
    held = gather_domains(1)[:2]
    monkeypatch.setattr("experiments.guests.gather_domains", lambda seeds: held)
    assert obey("domains", "--seeds", "1", "--out", str(tmp_path)) == 0
    assert capsys.readouterr().out == f"2 scenarios in {tmp_path}\n"
    for folder, one in zip(sorted(tmp_path.iterdir()), held, strict=True):
        _, stakes = read_scenario(folder)
        assert set(stakes) == set(one.parties)
        for seat, worth in zip(one.parties, one.worth, strict=True):
            assert np.array_equal(stakes[seat][0], worth) and stakes[seat][1] == 0.0
