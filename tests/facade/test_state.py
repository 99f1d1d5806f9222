"""States of a message: what reports in any order end in."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire._outcome import Outcome, Reason
from smswire._state import State, merge

STATES = st.sampled_from(State)
FINAL = {State.DELIVERED, State.FAILED, State.EXPIRED, State.CANCELLED}

CALM = settings(deadline=None)  # a busy machine must not fail a test


def learnt(reports: list[State]) -> State:
    """What is known after some reports."""
    known = State.UNKNOWN
    for report in reports:
        known = merge(known, report)
    return known


def test_words() -> None:
    """States, outcomes and reasons are the strings that the documentation names."""
    states = "queued scheduled submitted delivered failed expired cancelled unknown"
    reasons = "authentication credit recipient sender text too_long route gateway throttled other"

    assert set(states.split()) == {str(state) for state in State}
    assert {"accepted", "rejected", "not_sent", "unknown"} == {str(outcome) for outcome in Outcome}
    assert set(reasons.split()) == {str(reason) for reason in Reason}


def test_final() -> None:
    """Four states end a message's way."""
    assert FINAL == {state for state in State if state.is_final}


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("unknown", "queued", "queued"),
        ("queued", "unknown", "queued"),
        ("scheduled", "queued", "queued"),
        ("queued", "scheduled", "queued"),
        ("queued", "submitted", "submitted"),
        ("delivered", "submitted", "delivered"),
        ("scheduled", "cancelled", "cancelled"),
        ("cancelled", "submitted", "cancelled"),
        ("failed", "queued", "failed"),
        ("expired", "delivered", "delivered"),
        ("delivered", "expired", "delivered"),
        ("cancelled", "delivered", "delivered"),
        ("failed", "expired", "expired"),
        ("cancelled", "failed", "cancelled"),
        ("expired", "cancelled", "cancelled"),
    ],
)
def test_merge(old: str, new: str, expected: str) -> None:
    """A message only goes on; of two final states the one that says more stays."""
    assert State(expected) is merge(State(old), State(new))


@CALM
@given(st.lists(STATES, max_size=6), st.randoms(use_true_random=False))
def test_order_does_not_matter(reports: list[State], random: Random) -> None:
    """The same reports end in the same state, in whatever order they come and however often."""
    expected = learnt(reports)
    repeated = [*reports, *reports]
    random.shuffle(repeated)

    assert expected is learnt(repeated)


@CALM
@given(st.lists(STATES), st.lists(STATES))
def test_nothing_is_taken_back(before: list[State], after: list[State]) -> None:
    """Once final, always final; once delivered, always delivered."""
    old, new = learnt(before), learnt([*before, *after])

    assert new.is_final or not old.is_final
    assert new is State.DELIVERED or old is not State.DELIVERED


def test_merging_is_closed() -> None:
    """Of two states one of the two comes back, itself from a pair of the same."""
    for old, new in itertools.product(State, State):
        assert merge(old, new) in {old, new}
    for state in State:
        assert state is merge(state, state)
