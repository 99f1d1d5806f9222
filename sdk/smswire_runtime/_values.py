"""Values that every wire shares: what is absent, what is unknown, what was not declared."""

from __future__ import annotations

import enum
from typing import Any, Final, Literal, NoReturn, TypeAlias

Json: TypeAlias = Any
"""What a JSON library reads: None, bool, int, float, str, list, dict."""


def untyped(value: Any) -> Any:
    """The same value for the eyes of type checkers, which else know less of a JSON object after it was tested."""
    return value


class _Unset(enum.Enum):
    """The type of UNSET; an enum with one member, so that type checkers narrow ``is UNSET``."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


Unset: TypeAlias = Literal[_Unset.UNSET]
UNSET: Final = _Unset.UNSET


class _NoExtras(dict[str, Json]):
    """The one empty ``additional_properties`` that all instances without unknown fields share."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this instance shares its empty additional_properties: assign a dict of your own")

    __setitem__ = __delitem__ = __ior__ = _refuse  # pyright: ignore[reportAssignmentType]
    clear = pop = popitem = setdefault = update = _refuse  # pyright: ignore[reportAssignmentType]

    def __copy__(self) -> _NoExtras:
        return self

    def __deepcopy__(self, memo: object) -> _NoExtras:
        return self

    def __reduce__(self) -> str:
        return "NO_EXTRAS"


NO_EXTRAS: Final[dict[str, Json]] = _NoExtras()


class OpenStrEnum(enum.StrEnum):
    """A string enumeration that keeps a value it does not know, since servers learn new words."""

    @classmethod
    def _missing_(cls, value: object) -> OpenStrEnum | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = "UNKNOWN"
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether the specification names this value."""
        return self._value_ in type(self)._value2member_map_


class OpenIntEnum(enum.IntEnum):
    """An integer enumeration that keeps a value it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> OpenIntEnum | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = "UNKNOWN"
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether the specification names this value."""
        return self._value_ in type(self)._value2member_map_
