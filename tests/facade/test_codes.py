"""Every documented code of every provider has its row in the gateway's tables."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from smswire.gateways import netoxygen, redoxygen, smsoffice
from smswire_providers.netoxygen import codes as netoxygen_codes
from smswire_providers.redoxygen import codes as redoxygen_codes
from smswire_providers.smsoffice import codes as smsoffice_codes
from smswire_runtime import CodeTable


@pytest.mark.parametrize(
    "table,mapping,without",
    [
        (redoxygen_codes.RESULT_CODE, redoxygen.REASONS, {redoxygen.DONE}),
        (redoxygen_codes.RESULT_CODE, redoxygen.STATES, set[str]()),
        (netoxygen_codes.ERROR_CODE, netoxygen.ERRORS, set[str]()),
        (netoxygen_codes.STATUS_CODE, netoxygen.STATES, set[str]()),
        (smsoffice_codes.FAILURE_TEXT, smsoffice.REASONS, set[str]()),
        (smsoffice_codes.STATUS_CODE, smsoffice.STATES, set[str]()),
    ],
)
def test_every_code_has_a_row(table: CodeTable, mapping: Mapping[str, object], without: set[str]) -> None:
    """A code that the specification learns has to be mapped before anything else works."""
    assert {code.name for code in table} == {*mapping, *without}
