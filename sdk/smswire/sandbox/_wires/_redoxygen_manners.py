"""The two manners in which the provider's documents write ids, times and versions.

Its manual [A] has whole numbers, ISO times and the version as text; its description of callbacks [B] has UUIDs, times
written out and the version as a number. A request is answered in the manner of the document that its own version is
written after, and its receipts and replies come in the same manner, so that both can be met.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from smswire.sandbox._world import World
from smswire_runtime import DateTimeFormat

_WRITTEN_OUT: Final = DateTimeFormat(("dd-Mon-yyyy HH:mm:ss (UTC)",), zone="UTC")
_ISO: Final = DateTimeFormat(("iso",), zone="UTC")


class Manner(Protocol):
    """How one document writes what the provider makes up."""

    @property
    def version(self) -> str | float:
        """The version of the API."""
        ...

    @property
    def reply_name(self) -> str:
        """What a reply is called."""
        ...

    def request_id(self, world: World) -> str:
        """A new id for a request."""
        ...

    def sms_id(self, world: World) -> str | int:
        """A new id for a message."""
        ...

    def time(self, moment: datetime) -> str:
        """A moment."""
        ...


class Manual:
    """As in [A]."""

    version = "1.1"
    reply_name = "ROX_API_Reply"

    def request_id(self, world: World) -> str:
        """Digits, as in "12092004391358440", which holds the date and the time of its sample."""
        return f"12{world.now():%m%d%H%M%S}{world.new_id():05d}"

    def sms_id(self, world: World) -> int:
        """A whole number."""
        return world.new_id()

    def time(self, moment: datetime) -> str:
        """ISO, to the millisecond."""
        return _ISO.write(moment.replace(microsecond=moment.microsecond // 1000 * 1000), "$.Timestamp")


class Callbacks:
    """As in [B], whose sample names a reply like the answer to one."""

    version = 1.1
    reply_name = "ROX_API_Reply_Response"

    def request_id(self, world: World) -> str:
        """A UUID."""
        return str(UUID(hex=world.new_guid()))

    def sms_id(self, world: World) -> str:
        """A UUID."""
        return str(UUID(hex=world.new_guid()))

    def time(self, moment: datetime) -> str:
        """Day, English month, year, to the second."""
        return _WRITTEN_OUT.write(moment.replace(microsecond=0), "$.Timestamp")


MANUAL: Final[Manner] = Manual()
CALLBACKS: Final[Manner] = Callbacks()


def manner_of(version: object) -> Manner:
    """The manner of a request by its version."""
    return CALLBACKS if isinstance(version, float) else MANUAL
