"""Composition: the algebra of contract terms, and their passage through plain data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.composition import (
    NOTHING,
    CompositionError,
    Duty,
    Given,
    Scaled,
    after,
    data_of,
    during,
    failing,
    once,
    settle,
    surviving,
    term_of,
    together,
    unless,
    whenever,
)
from rulebook.contract import FOREVER, KINDS, Condition

months = st.integers(0, 200)
conditions = st.builds(
    Condition, st.sampled_from(["unpaid", "struck", "blocked", "moved"]),
    st.sampled_from(["wabtec", "home", "USD"]), st.floats(0.1, 40.0), st.booleans(),
    st.booleans(),
)  # fmt: skip
kinds = st.sampled_from(KINDS)


@st.composite
def duties(draw):
    name = f"{draw(kinds)}_{draw(st.integers(0, 10**6))}"
    return Duty(name, draw(kinds), draw(st.sampled_from(["operator", "wabtec"])), "china",
                draw(st.floats(0.0, 300.0)), draw(st.floats(0.0, 60.0)))  # fmt: skip


terms = st.recursive(
    duties(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: together(*parts)),
        st.tuples(months, months, inner).map(lambda x: during(*x)),
        st.tuples(conditions, inner).map(lambda x: whenever(*x)),
        st.tuples(conditions, inner).map(lambda x: once(*x)),
        inner.map(surviving),
        st.tuples(st.floats(0.0, 3.0), inner).map(lambda x: Scaled(*x)),
    ),
    max_leaves=6,
)


def clauses(term):
    try:
        return settle(term, "k", 24300)
    except CompositionError as error:
        assert "two duties are named" in str(error)
        return None


@given(terms, terms, terms)
def test_together_is_commutative_associative_and_has_a_unit(a, b, c):
    assert clauses(together(a, b)) == clauses(together(b, a))
    assert clauses(together(a, together(b, c))) == clauses(together(together(a, b), c))
    assert clauses(together(a, NOTHING)) == clauses(a)


@given(terms, st.tuples(months, months), st.tuples(months, months))
def test_dates_intersect_whatever_their_order(term, one, other):
    assert clauses(during(*one, during(*other, term))) == clauses(
        during(*other, during(*one, term))
    ) or _empty(clauses(during(*one, during(*other, term))))
    for clause in clauses(during(*one, term)) or ():
        assert clause.months <= one[1] and (not clause.months or clause.start >= 24300 + one[0])


def _empty(found):
    """Clauses that never run may differ in the month they never start in."""
    return found is not None and any(not clause.months for clause in found)


@given(terms, conditions, conditions)
def test_conditions_commute_and_repeat_no_further(term, one, other):
    assert clauses(whenever(one, whenever(other, term))) == clauses(
        whenever(other, whenever(one, term))
    )
    assert clauses(whenever(one, whenever(one, term))) == clauses(whenever(one, term))
    assert clauses(unless(one, unless(one, term))) == clauses(unless(one, term))


@given(terms, conditions, st.tuples(months, months))
def test_layers_go_through_together_and_each_other(term, condition, dates):
    both = clauses(during(*dates, whenever(condition, surviving(term))))
    assert both == clauses(surviving(whenever(condition, during(*dates, term))))
    twin = Duty("twin", "stock", "a", "b", 1.0)
    left = clauses(whenever(condition, together(term, twin)))
    assert left == clauses(together(whenever(condition, term), whenever(condition, twin)))


@given(terms)
def test_terms_pass_through_plain_data(term):
    assert term_of(json.loads(json.dumps(data_of(term)))) == term


@given(terms, st.integers(1, 400))
def test_signing_later_moves_every_date_and_nothing_else(term, later):
    now, then = clauses(term), None if clauses(term) is None else settle(term, "k", 24300 + later)
    for one, other in zip(now or (), then or (), strict=True):
        assert other.start - one.start == later
        assert other.end == one.end >= FOREVER or other.end - one.end == later
        assert (one.id, one.amount, one.conditions) == (other.id, other.amount, other.conditions)


def test_a_remedy_waits_for_its_failure():
    deliver = Duty("deliver", "deliver", "wabtec", "operator", 10.0, 1.0)
    fine = Duty("penalty", "penalty", "wabtec", "operator", 0.1, of="deliver")
    found = {c.name: c for c in settle(failing(deliver, 3.0, fine), "k", 100)}
    assert found["deliver"].conditions == ()
    assert found["penalty"].conditions == (Condition("late", "k/deliver", 3.0),)
    assert found["penalty"].of == "k/deliver"


@pytest.mark.parametrize(("term", "words"), [
    (together(Duty("a", "pay", "x", "y"), Duty("a", "pay", "x", "y")), "two duties are named 'a'"),
    (Duty("a", "bribe", "x", "y"), "kind 'bribe' — allowed: deliver, pay"),
    (Duty("a", "pay", "x", "y", of="b"), "no duty is named 'b'"),
    (Given(Condition("late", "b"), Duty("a", "pay", "x", "y")), "no duty is named 'b'"),
    (Given(Condition("rain", "b"), Duty("a", "pay", "x", "y")), "event 'rain' — allowed: late"),
])  # fmt: skip
def test_what_makes_no_contract_is_refused_by_name(term, words):
    with pytest.raises(CompositionError, match=words):
        settle(after(1, term), "k", 100)


@pytest.mark.parametrize(("data", "words"), [
    ({"part": "maybe"}, "part 'maybe' — allowed: duty, together"),
    ({"part": "duty", "name": "a", "colour": 1}, "part 'duty'"),
])  # fmt: skip
def test_plain_data_is_checked(data, words):
    with pytest.raises(CompositionError, match=words):
        term_of(data)
