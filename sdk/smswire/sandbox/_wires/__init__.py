"""The wires. The sandbox's core knows them by what this file says of them, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smswire.sandbox._wire import Wire

REPORTING: Final = frozenset({"smsoffice"})
"""Providers whose accounts are configured with an address for delivery reports."""


def all_wires() -> tuple[Wire, ...]:
    """One of each."""
    from smswire.sandbox._wires.eros import Eros  # noqa: PLC0415
    from smswire.sandbox._wires.netoxygen import NetOxygen  # noqa: PLC0415
    from smswire.sandbox._wires.redoxygen import RedOxygen  # noqa: PLC0415
    from smswire.sandbox._wires.smsoffice import SmsOffice  # noqa: PLC0415

    return RedOxygen(), NetOxygen(), Eros(), SmsOffice()


def allowed_connections() -> Mapping[str, int]:
    """By provider: how many connections at a time it allows, where its specification says so."""
    from smswire_providers.smsoffice.operations import SEND_SMS  # noqa: PLC0415, loaded when the wires are

    return {} if SEND_SMS.max_connections is None else {"smsoffice": SEND_SMS.max_connections}
