"""Every fault by its name."""

from __future__ import annotations

from typing import Final

from tests.faults import faults_of_answers, faults_of_connections, faults_of_framing
from tests.faults.fault import FAULTS

__all__ = ["FAULTS"]

FILLED_BY: Final = (faults_of_connections, faults_of_framing, faults_of_answers)
"""The modules that enter their scripts as they are imported."""
