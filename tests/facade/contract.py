"""What every gateway promises. A new one subclasses GatewayContract and says where its sandbox is."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

import smswire
from smswire.sandbox import Served
from smswire_runtime import CodeTable
from tests.facade.abilities import Abilities
from tests.facade.faces import Kind
from tests.facade.many_messages import ManyMessages
from tests.facade.one_message import OneMessage
from tests.facade.promises import PHONE, READING, TEXT


class GatewayContract(OneMessage, ManyMessages, Abilities):
    """The contract."""

    def test_codes(self, kind: Kind) -> None:  # noqa: ARG002, the same for threads and tasks
        """A code that the specification learns has to be mapped before anything else works."""
        codes = f"smswire_providers.{self.provider}.codes"
        named = vars(import_module(codes)) if find_spec(codes) else dict[str, Any]()
        documented = {
            name: {code.name for code in table} for name, table in named.items() if isinstance(table, CodeTable)
        }

        assert documented.keys() == self.tables.keys()
        for name, known in documented.items():
            assert [known] * len(self.tables[name]) == [set(table) for table in self.tables[name]]

    def test_closed(self, kind: Kind, sandbox: Served) -> None:
        """A closed gateway says so; closing again is nothing."""
        with self.open(kind, sandbox) as gateway:
            gateway.close()
            gateway.close()
            with pytest.raises(smswire.ClosedError):
                gateway.send(PHONE, TEXT)
            with pytest.raises(smswire.ClosedError):
                gateway.send_all([(PHONE, TEXT)])
            for name, arguments in READING.items():
                if getattr(gateway.capabilities, name):
                    with pytest.raises(smswire.ClosedError):
                        getattr(gateway, name)(*arguments)

        assert 0 == self.sent(sandbox)

    def test_nothing_shows(self, kind: Kind, sandbox: Served) -> None:
        """Neither a submission nor a gateway shows the password, the number or the text."""
        with self.open(kind, sandbox, "canary-password") as gateway:
            shown = [repr(gateway.send(PHONE, "canary-text")), repr(gateway.gateway), str(vars(gateway.gateway))]

        assert not any(word in text for text in shown for word in ("canary", PHONE, PHONE[1:]))
