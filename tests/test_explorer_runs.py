"""What the explorer shows of runs: bands, pairs, causes and the script, from real runs."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.run import run
from viz.answer import Answer, Answers
from viz.compare import changes_between, differences, verdicts
from viz.contributions import question_between, steps_between
from viz.figures import BY_NAME, FIGURES, band, figure_of, series_of, table_of
from viz.finding import finding, finding_of_two, thing_to_try
from viz.hand import Task, carry_out
from viz.inquiry import Inquiries
from viz.map import bound_share, difference_film, film_of, geometry
from viz.picture import picture_of, picture_of_two
from viz.screen import Screen
from viz.setting import Setting
from viz.tables import binding_table, marks_table
from viz.takeaway import csv_of, parquet_of, report_of, script_of, whole_table
from viz.waterfall import draw_waterfall
from viz.why import NONE, NOW, causes_of, effects, point_of, question_of, trials, waterfall
from viz.wording import LANGUAGES, words
from viz.workshop import Workshop

ROOT = Path(__file__).resolve().parent.parent
SHORT = Setting(until=2032, runs=3)
WAIT = 300


@pytest.fixture(scope="module")
def workshop():
    opened = Workshop(2)
    yield opened
    opened.close()


def finish(follow, asked):
    """Follow until all is there; gives every word heard."""
    heard, done = [], threading.Event()

    def told(what):
        heard.append(what)
        if what.complete or what.error:
            done.set()

    leave = follow(asked, told)
    assert done.wait(WAIT)
    leave()
    return heard


@pytest.fixture(scope="module")
def answers(workshop):
    return Answers(workshop)


@pytest.fixture(scope="module")
def heard(answers):
    return finish(answers.follow, SHORT)


@pytest.fixture(scope="module")
def answer(heard):
    return heard[-1]


@pytest.fixture(scope="module")
def other(answers):
    return finish(answers.follow, replace(SHORT, levers=(("government.works_musd", 0.0),
                                                         ("units.wabtec", 0.0))))[-1]  # fmt: skip


def test_a_line_comes_before_the_runs_and_bands_fill_in(heard):
    first = heard[0]
    assert first.look is not None and first.look.months == 24 and not first.records
    counts = [len(one.records) for one in heard]
    assert counts == sorted(counts) and counts[-1] == 3
    assert picture_of(first, BY_NAME["throughput"], words("en"))["panels"][0]["lines"]


def test_the_workers_find_what_the_model_finds(answer):
    scenario, changes = SHORT.to_run()
    for i in range(3):
        history = run(scenario, SHORT.seed, i, changes).history
        for name, values in answer.records[i].outcomes.items():
            assert values.tolist() == [float(row[name]) for row in history], name
    line, monthly = BY_NAME["throughput"].lines[0], [float(r["throughput_mt"]) for r in history]
    _, months, rows = series_of(answer, BY_NAME["throughput"])[0]
    assert line.over == "year_sum" and months[3] == scenario.start + 11
    assert rows[2][3] == pytest.approx(sum(monthly[:12]), rel=1e-12)


def test_a_move_gives_up_the_runs_of_the_last_one(workshop):
    told, first = threading.Event(), threading.Event()
    words_heard = []

    def hear(word, what):
        words_heard.append(word)
        (first if word == "look" else told).set()

    job = workshop.ask(Task(Setting(until=2045), 0, looks=True), (0, 0), hear)
    assert first.wait(WAIT)
    workshop.drop(job)
    again = threading.Event()
    found = []

    def next_hear(word, what):
        found.append((word, what))
        again.set()

    workshop.ask(Task(Setting(until=2027), 0, "value"), (0, 0), next_hear)
    assert again.wait(WAIT) and found[0][0] == "done"
    assert "done" not in words_heard


def test_a_hand_that_dies_or_fails_says_so_and_another_is_hired(workshop):
    said, done = [], threading.Event()

    def hear(word, what):
        said.append((word, what))
        done.set()

    workshop.ask(Task(Setting("atlantis"), 0), (0, 0), hear)
    assert done.wait(WAIT)
    assert said[0][0] == "error" and "atlantis" in said[0][1]
    assert finish(Answers(workshop).follow, Setting(until=2027, runs=1))[-1].complete


def test_two_followers_share_an_answer_and_leaving_does_not_stop_the_other(workshop):
    shared, setting = Answers(workshop), replace(SHORT, seed=5, runs=2)
    done = threading.Event()
    leave = shared.follow(setting, lambda answer: None)
    shared.follow(setting, lambda answer: done.set() if answer.complete else None)
    leave()
    assert done.wait(WAIT)


def test_pictures_hold_the_band_the_marks_and_a_sentence(answer):
    for language in LANGUAGES:
        for figure in (*FIGURES, figure_of("kzt_per_usd")):
            picture = picture_of(answer, figure, words(language))
            lines = picture["panels"][0]["lines"]
            assert picture["title"] and picture["note"] and lines
            main = lines[0]
            points = zip(main["low"], main["mid"], main["high"], strict=True)
            pairs = [point for point in points if None not in point]
            assert pairs and all(lo <= mid <= hi for lo, mid, hi in pairs)
    assert {mark["kind"] for mark in picture["marks"]} == {"shock", "contract"}
    assert figure_of("no_such_outcome") is None


def test_the_map_shows_what_ran_and_what_bound(answer, other):
    say, net = words("en"), geometry("en")
    film = film_of(answer, say)
    assert len(film["frames"]) == len(film["months"]) == 32
    last = film["frames"][-1]
    assert len(last["pairs"]) == len(net["sections"]) and len(last["queue"]) == len(net["gates"])
    i = next(k for k, s in enumerate(net["sections"]) if s["id"] == "karaganda-astana")
    mean = np.mean([one.film.pairs[-1][i] for one in answer.records.values()])
    assert last["pairs"][i] == pytest.approx(mean, abs=0.051)
    top = bound_share(list(answer.records.values()), 95)
    assert [b[0] for b in last["bound"]] == [name for name, _ in top[:5]]
    gap = difference_film(answer, other, say)["frames"][-1]["pairs"][i]
    away = np.mean([one.film.pairs[-1][i] for one in other.records.values()])
    assert gap == pytest.approx(away - mean, abs=0.051)


def test_differences_are_paired_and_a_band_over_zero_is_said(answer, other):
    _, _, rows = differences(answer, other, BY_NAME["throughput"])[0]
    mine, theirs = (series_of(one, BY_NAME["throughput"])[0][2] for one in (answer, other))
    np.testing.assert_array_equal(rows, theirs - mine)
    table = verdicts(answer, other).set_index("figure")
    low, middle, high = (part[-1] for part in band(rows))
    assert tuple(table.loc["throughput", ["low", "difference", "high"]]) == (low, middle, high)
    assert table.loc["throughput", "sure"] == (not low <= 0.0 <= high)
    same = verdicts(answer, answer)
    assert not same["sure"].any() and (same["difference"] == 0.0).all()
    title = picture_of_two(answer, answer, BY_NAME["throughput"], words("en"))["title"]
    assert "no reliable difference at 3 runs" in title


def test_each_change_alone_and_the_rest_add_up(workshop, answer, other):
    a, b = answer.setting, other.setting
    assert [name for name, _, _ in changes_between(a, b)] == ["government.works_musd",
                                                              "units.wabtec"]  # fmt: skip
    month = a.to_run()[0].end - 1
    question = question_between(a, b, BY_NAME["throughput"], month)
    steps = steps_between(finish(Inquiries(workshop).follow, question)[-1])
    assert [s.key for s in steps] == ["side_a", "government.works_musd", "units.wabtec",
                                      "together", "side_b"]  # fmt: skip
    assert sum(s.amount for s in steps[:-1]) == pytest.approx(steps[-1].amount, rel=1e-12)
    means = [np.mean(series_of(one, BY_NAME["throughput"])[0][2][:, -1]) for one in (answer, other)]
    assert (steps[0].amount, steps[-1].amount) == pytest.approx(means, rel=1e-12)


@pytest.fixture(scope="module")
def found(workshop, answer):
    month = point_of(SHORT, 24359)
    return finish(Inquiries(workshop).follow, question_of(answer, BY_NAME["queue"], month))[-1]


def test_the_causes_of_a_point_add_up_to_it(answer, found):
    record = answer.records[0]
    causes = causes_of(record, found.question.month)
    kinds = {cause.kind for cause in causes}
    assert {"contract", "shock", "works", "budget"} <= kinds
    steps = waterfall(found, causes, record)
    assert [steps[0].key, steps[1].key, steps[-2].key, steps[-1].key] == [
        "start", "drift", "together", "point"]  # fmt: skip
    assert sum(s.amount for s in steps[:-1]) == pytest.approx(steps[-1].amount, rel=1e-9)
    _, months, rows = series_of(answer, BY_NAME["queue"])[0]
    assert steps[-1].amount == rows[0][months.index(found.question.month)]
    names = {step.key: step.key for step in steps}
    assert draw_waterfall(steps, names, "x", words("en")).count("<tr") == len(steps) + 1


def test_an_effect_is_the_run_without_the_cause(answer, found):
    month = found.question.month
    causes = causes_of(answer.records[0], month)
    known = effects(found, causes)
    cause = max(causes, key=lambda one: abs(known[one.key]))
    scenario, changes = SHORT.to_run()

    def level(removed):
        cut = scenario.changed(end=month + 1, removed=frozenset(removed))
        rows = run(cut, SHORT.seed, 0, changes).history[-12:]
        return float(np.mean([float(row["border_queue_trains"]) for row in rows]))

    assert known[cause.key] != 0.0
    assert known[cause.key] == pytest.approx(level(()) - level(cause.removed), rel=1e-9)
    everything = [name for one in causes for name in one.removed]
    assert float(found.of(NONE)[0]) == pytest.approx(level(everything), rel=1e-9)
    assert float(found.of(NOW)[0]) == pytest.approx(level(()), rel=1e-9)


def test_a_limit_is_named_by_widening_it(answer, found):
    shown = trials(found)
    assert shown and all(one.low <= one.middle <= one.high for one in shown)
    for one in shown:
        assert one.runs == 3 and one.limit in [p.key for p in found.question.parts]


@pytest.mark.parametrize(("limit", "levers"), [
    ("crews", {"crews.count": 2000.0, "crews.most_growth": 0.0}),
    ("locomotives", {"traction.run_km_day": 400.0}),
    ("wagons", {"wagons.count": 100000.0, "wagons.most_growth": 0.0, "wagons.terminal_days": 10.0}),
])  # fmt: skip
def test_where_one_limit_binds_the_explanation_names_it(workshop, limit, levers):
    setting = replace(SHORT, until=2028, levers=tuple(sorted(levers.items())))
    answer = finish(Answers(workshop).follow, setting)[-1]
    month = setting.to_run()[0].end - 1
    question = question_of(answer, BY_NAME["throughput"], month)
    only = [part for part in question.parts if part.key == NOW or part.widened]
    asked = replace(question, parts=tuple(only))
    shown = trials(finish(Inquiries(workshop).follow, asked)[-1])
    assert shown[0].limit == limit and shown[0].sure and shown[0].middle > 0.01


def test_widening_a_limit_does_nothing_before_its_month():
    def outcomes(widened):
        task = Task(Setting(until=2027), 0, "value", widened=widened)
        return carry_out(task, lambda part: None, lambda: None)[0]["throughput_tkm"]

    plain, wide = outcomes(()), outcomes((("locomotives", 3.0, 24324), ("crews", 3.0, 24324),
                                          ("line:kazybek_bek-shu", 3.0, 24324)))  # fmt: skip
    assert plain[:24].tolist() == wide[:24].tolist() and plain[24:].sum() < wide[24:].sum()


def test_a_hand_lets_go_of_the_railways_it_has_run():
    import gc

    from model.railway import Railway

    def railways() -> set[int]:
        gc.collect()
        return {id(one) for one in gc.get_objects() if isinstance(one, Railway)}

    before = railways()  # what other tests keep
    for replicate in range(3):
        carry_out(Task(Setting(until=2027), replicate), lambda part: None, lambda: None)
    assert railways() <= before


def test_tables_and_report_hold_the_figures(answer, other):
    screen = Screen(answer.setting, other.setting, other="kzt_per_usd")
    table = whole_table(answer, other, screen)
    back = pd.read_csv(io.BytesIO(csv_of(table)))
    pd.testing.assert_frame_equal(back, table, check_exact=True)
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(parquet_of(table))), table)
    assert set(table["side"]) == {"a", "b"} and "kzt_per_usd" in set(table["figure"])
    for language in LANGUAGES:
        report = report_of(answer, other, screen, words(language)).decode()
        assert "units.wabtec" in report and f'lang="{language}"' in report
        assert finding(answer, words(language)).count("<p>") >= 2
        assert finding_of_two(answer, other, words(language)).count("<p>") == 4
        assert "<table" in binding_table(answer, words(language))
        assert "<table" in marks_table(answer, words(language))


def test_the_thing_to_try_is_a_change_that_can_be_run():
    better = thing_to_try(Setting())
    assert better is not None and len(better.levers) == 1
    better.to_run()


@pytest.mark.slow
def test_the_script_equals_the_screen_to_the_last_digit(answer, other, tmp_path):
    screen = Screen(answer.setting, other.setting)
    path = tmp_path / "again.py"
    path.write_text(script_of(screen))
    said = subprocess.run([sys.executable, str(path)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
                          capture_output=True, check=True)  # fmt: skip
    assert said.stdout == csv_of(whole_table(answer, other, screen))


def test_an_empty_answer_has_an_empty_table():
    assert table_of(Answer(SHORT)).empty
