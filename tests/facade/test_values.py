"""Messages and submissions, as people build, print and store them."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

import smswire
from smswire import Message, Outcome, Submission
from smswire.gateways import memory

MESSAGE = Message(to="+41792223344", text="canary")


@pytest.mark.parametrize(
    "outcome,error",
    [
        (Outcome.REJECTED, smswire.Rejected),
        (Outcome.NOT_SENT, smswire.NotSent),
        (Outcome.UNKNOWN, smswire.OutcomeUnknown),
    ],
)
def test_built_by_hand(outcome: Outcome, error: type[Exception]) -> None:
    """A submission that somebody built for a test, or read from a store, is no acceptance for want of an error."""
    with pytest.raises(error):
        Submission(message=MESSAGE, outcome=outcome).raise_for_outcome()

    Submission(message=MESSAGE, outcome=Outcome.ACCEPTED).raise_for_outcome()


@pytest.mark.parametrize("outcome", Outcome)
def test_stored(outcome: Outcome) -> None:
    """A submission comes whole out of another process, and raises there what it raised here."""
    gateway = memory.connect()
    gateway.script(outcome)
    copy: Submission = pickle.loads(pickle.dumps(gateway.send(MESSAGE)))  # noqa: S301, our own bytes

    assert (outcome, MESSAGE) == (copy.outcome, copy.message)
    assert (copy.error is None) is (outcome is Outcome.ACCEPTED)
    if copy.error is not None:
        with pytest.raises(type(copy.error)):
            copy.raise_for_outcome()


def test_frozen() -> None:
    """What was said stays said; a change is a copy."""
    gateway: Any = MESSAGE
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        gateway.text = "other"

    assert "other" == attrs.evolve(MESSAGE, text="other").text
    assert MESSAGE == Message(to="+41792223344", text="canary")
    assert 1 == len({MESSAGE, Message(to="+41792223344", text="canary")})


@pytest.mark.parametrize("to", ["+41792223344", 41792223344, None, b"+41792223344"])
@pytest.mark.parametrize("text", ["canary", b"canary", None])
def test_nothing_shows(to: Any, text: Any) -> None:
    """Neither number nor text shows, whatever stands in their places."""
    shown = repr(Submission(message=Message(to=to, text=text), outcome=Outcome.NOT_SENT, detail="canary", raw="canary"))

    assert "canary" not in shown
    assert "2223344" not in shown


@pytest.mark.parametrize("sender", ["+41791112233", 41791112233, None])
def test_nothing_else_shows(sender: Any) -> None:
    """A sender may be a number, and a reference anything: neither shows, and that there is none does."""
    shown = repr(Message(to="+41792223344", text="x", sender=sender, reference="canary"))

    assert "canary" not in shown
    assert "1112233" not in shown
    assert ("sender=None" in shown) is (sender is None)
