"""The commands that talk to a gateway: send, status, cancel, balance, check, normalize."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

import smswire
from smswire.cli._exits import OF_OUTCOME, Exit
from smswire.cli._given import text_of, word_of
from smswire.cli._show import Show
from smswire.cli._via import AsJson, PasswordFile, Via, complain, gateway

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="What the gateway calls the messages.")]


def send(  # noqa: PLR0913, one parameter for each option
    to: Annotated[str, typer.Argument(metavar="TO", help="The number: +41792223344, or as people write it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads it from standard input.")],
    *,
    sender: Annotated[str | None, typer.Option("--from", metavar="NAME", help="What the recipient sees.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="When to send it, with a zone: 2030-01-31T09:00+01:00.")
    ] = None,
    flash: Annotated[bool, typer.Option("--flash", help="Show it at once, and do not store it.")] = False,
    reference: Annotated[
        str, typer.Option("--reference", metavar="WORD", help="A word of yours that the result repeats.")
    ] = "",
    via: Via = None,
    password_file: PasswordFile = None,
    json: AsJson = False,
) -> None:
    """Send one message, once."""
    with gateway(via, password_file) as opened:
        words = text_of(text)
        for name, word in (("TO", to), ("--from", sender or ""), ("--reference", reference)):
            word_of(name, word)
        when = moment(at) if at is not None else None
        try:
            submission = opened.send(to, words, sender=sender, at=when, flash=flash, reference=reference)
        except KeyboardInterrupt:
            complain("interrupted; whether the message was sent is not known")
            raise typer.Exit(Exit.INTERRUPTED) from None
    row = {
        "outcome": submission.outcome,
        "id": submission.id,
        "reason": submission.reason,
        "code": submission.code,
        "detail": submission.detail,
        "segments": submission.segments.count if submission.segments else None,
        "reference": submission.message.reference,
    }
    Show(as_json=json).done([row])
    raise typer.Exit(OF_OUTCOME[submission.outcome])


def moment(text: str) -> datetime:
    """A time as people write it in ISO 8601."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise smswire.InvalidTime("at: not a time as in 2030-01-31T09:00+01:00") from None


def status(ids: Ids, *, via: Via = None, password_file: PasswordFile = None, json: AsJson = False) -> None:
    """Ask what became of messages."""
    with gateway(via, password_file) as opened:
        found = opened.status(ids)
    Show(as_json=json).rows([_status(one) for one in found])


def _status(one: smswire.Status) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "reason": one.reason,
        "code": one.code,
        "detail": one.detail,
        "at": one.at.isoformat() if one.at is not None else None,
    }


def cancel(ids: Ids, *, via: Via = None, password_file: PasswordFile = None, json: AsJson = False) -> None:
    """Cancel scheduled messages. One that can no longer be cancelled makes the exit code 1."""
    with gateway(via, password_file) as opened:
        done = opened.cancel(ids)
    Show(as_json=json).done([{"id": one, "cancelled": gone} for one, gone in zip(ids, done, strict=True)])
    raise typer.Exit(Exit.FINE if all(done) else Exit.REFUSED)


def balance(*, via: Via = None, password_file: PasswordFile = None, json: AsJson = False) -> None:
    """Ask what the account still has."""
    with gateway(via, password_file) as opened:
        amount = opened.balance().amount
    Show(as_json=json).one({"balance": amount})


def check(*, via: Via = None, password_file: PasswordFile = None, json: AsJson = False) -> None:
    """Ask whether the provider knows the credentials. The exit code is 1 when it does not."""
    with gateway(via, password_file) as opened:
        known = opened.check()
    Show(as_json=json).one({"valid": known})
    raise typer.Exit(Exit.FINE if known else Exit.REFUSED)


def normalize(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A number as people write it.")],
    *,
    via: Via = None,
    password_file: PasswordFile = None,
    json: AsJson = False,
) -> None:
    """Ask the provider for a number in international form."""
    with gateway(via, password_file) as opened:
        found = opened.normalize(word_of("NUMBER", number))
    Show(as_json=json).one({"number": found})
