"""The commands. Each loads what it needs when it runs, so that none waits for another's libraries."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

import smswire
from smswire.cli import INTERRUPTED, USAGE, _bulk, _doctor, _listen, _messages, _sandbox, _schemas, _texts
from smswire.cli._exits import TOLD
from smswire.cli._show import UnprintedError, put
from smswire.cli._via import complain, without_password

app = typer.Typer(
    name="smswire",
    no_args_is_help=True,
    rich_markup_mode="rich" if sys.stdout.isatty() and sys.stderr.isatty() else None,  # plain lines in a pipe
    pretty_exceptions_enable=False,  # it would show local variables, where secrets are
)

_REFUSALS: Any = typer.BadParameter.__mro__[2]
"""What was called wrongly; releases of the library have this class in different places."""


def run() -> int:
    """Run the command that was asked for; the exit code."""
    try:
        code: object = app(prog_name="smswire", standalone_mode=False)
    except _REFUSALS as error:
        words = io.StringIO()
        error.show(words)
        sys.stderr.write(without_password(words.getvalue()))
        return USAGE
    except UnprintedError as error:
        complain(str(error))
        return USAGE
    except typer.Abort:  # the end of the input where a password was asked for
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _show_version(*, wanted: bool) -> None:
    if wanted:
        put(f"smswire {smswire.__version__}\n")
        raise typer.Exit


@app.callback()
def smswire_(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Four SMS gateways that look like one."""


def _demo() -> None:
    """Send over all four wires to a sandbox of its own, and show what happened. Nothing leaves this machine."""
    from smswire.cli._demo import demo  # noqa: PLC0415, loaded when it is needed

    demo()


_COMMANDS: Final[dict[str, tuple[Callable[..., None], str]]] = {
    "send": (_messages.send, 'send +41792223344 "Hello"'),
    "bulk": (_bulk.bulk, "bulk messages.csv --out results.csv"),
    "status": (_messages.status, "status 17 18"),
    "cancel": (_messages.cancel, "cancel 17"),
    "balance": (_messages.balance, "balance --via netoxygen://user@"),
    "check": (_messages.check, "check --password-file secret"),
    "normalize": (_messages.normalize, 'normalize "079 222 33 44"'),
    "segments": (_texts.segments, 'segments "Grüezi 😀"'),
    "providers": (_texts.providers, "providers --json"),
    "validate": (_schemas.validate, "validate redoxygen SendRequest payload.json"),
    "schema": (_schemas.schema, "schema redoxygen SendRequest"),
    "listen": (_listen.listen, "listen --public https://example.com/sms"),
    "doctor": (_doctor.doctor, "doctor --offline"),
    "sandbox": (_sandbox.sandbox, "sandbox --port 0"),
    "demo": (_demo, "demo"),
}
"""The commands, and an example of each."""

for _name, (_command, _example) in _COMMANDS.items():
    app.command(_name, epilog=f"Example: smswire {_example}\n\n{TOLD}")(_command)
