"""Values that fit a schema, as hypothesis strategies; and for each model one sample that has everything."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from random import Random

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from codegen._model import Model, ModelRef, Numbered, Type
from codegen._regex import to_python
from codegen._roles import reach
from smswire_runtime import CodecError
from tests.providers._specs import Json, Spec, is_array, is_object

BOUNDED = settings(
    max_examples=25,  # with some fifty models, more would take minutes
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For every property: bounded, and the same values in every run."""

LENGTH = 12
"""Longest of the strings that are generated freely; the limits themselves come beside them."""
ITEMS = 3
"""So many items stand in a list or under numbers when the schema allows: enough for a fault in the last."""
ANY_CHARACTER = st.characters(codec="utf-8")
XML_CHARACTER = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"], include_characters="\t\n")
PLAUSIBLE = ("Sample", "41791234567")
"""What a sample holds where the schema gives no example."""
TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")


@dataclass(frozen=True)
class Wire:
    """What may stand in a value."""

    lowest: int = -(2**63)
    highest: int = 2**64 - 1
    character: SearchStrategy[str] = ANY_CHARACTER
    nulls: bool = True
    extras: bool = True
    """Whether members stand beside the declared ones."""
    exponents: bool = True
    """Whether numbers stand there whose exponent each JSON library spells in its own way."""
    shortest: int = 0
    """So many items stand in every list."""
    full: bool = False
    """Everything that may be absent is there, nothing that need not is null, lists have several items."""


JSON = Wire()
ALIKE = Wire(exponents=False)
XML = Wire(-(2**31), 2**31 - 1, XML_CHARACTER, nulls=False)
PLAIN = Wire(nulls=False, extras=False, shortest=1)
"""JSV, forms and queries have no types, so that what is not declared has none; nothing, null and in a query also the
empty list are one and the same."""
FULL = Wire(nulls=False, extras=False, full=True)


class Instances:
    """Strategies for the schemas of one document: an exported schema, or a whole specification."""

    def __init__(self, spec: Spec, document: Json, wire: Wire) -> None:
        self.spec = spec
        self.document = document
        self.wire = wire
        self._found: dict[str, SearchStrategy[Json]] = {}
        self._numbered: dict[str, tuple[Model, Numbered]] = {}
        for model in spec.provider.models.values():
            if model.numbered is not None:
                for place in (model.pointer, f"/$defs/{model.name}", f"/{model.name}"):
                    self._numbered[place] = (model, model.numbered)

    def at(self, pointer: str) -> SearchStrategy[Json]:
        """Values that fit the schema at a JSON pointer."""
        if pointer not in self._found:
            self._found[pointer] = st.deferred(lambda: self.of(self._resolved(pointer), pointer))
        return self._found[pointer]

    def _resolved(self, pointer: str) -> Json:
        schema: Json = self.document
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            schema = schema[int(key)] if is_array(schema) else schema[key]
        return schema

    def of(self, schema: Json, pointer: str = "") -> SearchStrategy[Json]:
        """Values that fit a schema."""
        if schema is True or not schema.keys() - {"examples", "description"}:
            return self._free()
        if "$ref" in schema:
            return self.at(schema["$ref"].removeprefix("#"))
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                lent = {"examples": schema.get("examples", [])}
                return self._one_of([self.of({**lent, **branch}) for branch in self._wanted(schema[keyword])])
        kinds = schema.get("type", [kind for kind in TYPES if _speaks_of(schema, kind)])
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        if not kinds:
            return self._free()
        wanted = self._wanted([{**schema, "type": kind} for kind in kinds])
        return self._one_of([getattr(self, f"_{one['type']}")(one, pointer) for one in wanted])

    def _one_of(self, options: list[SearchStrategy[Json]]) -> SearchStrategy[Json]:
        return options[0] if self.wire.full else st.one_of(options)

    def _wanted(self, branches: list[Json]) -> list[Json]:
        """The alternatives that the wire carries; the richest first where only one is wanted."""
        others = [branch for branch in branches if branch.get("type") != "null"]
        if self.wire.full:
            return sorted(others or branches, key=self._plainness)
        return branches if self.wire.nulls or not others else others

    def _plainness(self, branch: Json) -> int:
        """The place of an alternative between objects and scalars."""
        while "$ref" in branch:
            branch = self._resolved(branch["$ref"].removeprefix("#"))
        return next((rank for rank, kind in enumerate(("object", "array")) if _is(branch, kind)), len(TYPES))

    # -- scalars --------------------------------------------------------------

    def _null(self, _schema: Json, _pointer: str) -> SearchStrategy[Json]:
        return st.none()

    def _boolean(self, _schema: Json, _pointer: str) -> SearchStrategy[Json]:
        return st.booleans()

    def _integer(self, schema: Json, _pointer: str) -> SearchStrategy[Json]:
        low, high = self._range(schema)
        step = schema.get("multipleOf", 1)
        return st.integers(-(-low // step), high // step).map(lambda count: count * step)

    def _number(self, schema: Json, pointer: str) -> SearchStrategy[Json]:
        whole = self._integer(schema, pointer)
        if "multipleOf" in schema:
            return whole
        low, high = self._range(schema)
        return whole | self._fractions(float(low), float(min(high, 2**63)))

    def _fractions(self, low: float, high: float) -> SearchStrategy[float]:
        found = st.floats(low, high, allow_subnormal=False)
        return found if self.wire.exponents else found.filter(lambda value: "e" not in repr(value))

    def _range(self, schema: Json) -> tuple[int, int]:
        low = max(schema.get("minimum", self.wire.lowest), schema.get("exclusiveMinimum", self.wire.lowest) + 1)
        high = min(schema.get("maximum", self.wire.highest), schema.get("exclusiveMaximum", self.wire.highest) - 1)
        return int(low), int(high)

    def _string(self, schema: Json, _pointer: str) -> SearchStrategy[Json]:
        low, high = schema.get("minLength", 0), schema.get("maxLength")
        pattern = re.compile(to_python(schema.get("pattern", "")), re.ASCII)

        def fits(text: str) -> bool:
            return low <= len(text) <= (high or len(text)) and pattern.search(text) is not None

        known = [text for text in schema.get("examples", []) if isinstance(text, str)]
        plain = list(filter(fits, [*known, *PLAUSIBLE]))
        if self.wire.full and plain:
            return st.just(plain[0])
        longest = [letter * high for letter in "x1" if high and fits(letter * high)]
        edges = map(st.just, [*longest[:1], *known])
        if "pattern" in schema:
            found = st.from_regex(_near(pattern, low, high), alphabet=self.wire.character).filter(fits)
        else:
            found = st.text(self.wire.character, min_size=low, max_size=min(high or LENGTH, low + LENGTH))
        return st.one_of([found, *edges])

    def _free(self) -> SearchStrategy[Json]:
        whole = st.integers(self.wire.lowest, self.wire.highest)
        fraction = self._fractions(-(2.0**31), 2.0**31)
        text = st.text(self.wire.character, max_size=LENGTH)
        leaf = st.one_of([*([st.none()] if self.wire.nulls else []), st.booleans(), whole, fraction, text])
        return st.recursive(
            leaf,
            lambda inner: st.lists(inner, max_size=ITEMS) | st.dictionaries(text, inner, max_size=ITEMS),
            max_leaves=4,
        )

    # -- containers -----------------------------------------------------------

    def _array(self, schema: Json, _pointer: str) -> SearchStrategy[Json]:
        low, high = schema.get("minItems", 0), schema.get("maxItems", ITEMS + 1)
        if "prefixItems" in schema:
            return self._row([self.of(item) for item in schema["prefixItems"]], low, high)
        low = min(max(low, ITEMS), high) if self.wire.full else max(low, self.wire.shortest)
        item = self.of(schema.get("items", True))
        if schema.get("uniqueItems"):
            return st.lists(item, min_size=low, max_size=max(high, low), unique_by=repr)
        return st.lists(item, min_size=low, max_size=min(high, low + ITEMS + 1))

    def _row(self, positions: list[SearchStrategy[Json]], low: int, high: int) -> SearchStrategy[Json]:
        high = min(len(positions), high)
        lengths = range(high if self.wire.full else low, high + 1)
        rows = [st.tuples(*positions[:length]).map(list) for length in lengths]
        return st.one_of(rows)

    def _object(self, schema: Json, pointer: str) -> SearchStrategy[Json]:
        properties = {name: self.of(inner) for name, inner in schema.get("properties", {}).items()}
        required = set(properties) if self.wire.full else set(schema.get("required", []))
        named: SearchStrategy[dict[str, Json]] = st.fixed_dictionaries(
            {name: found for name, found in properties.items() if name in required},
            optional={name: found for name, found in properties.items() if name not in required},
        )
        patterns = {pattern: self.of(inner) for pattern, inner in schema.get("patternProperties", {}).items()}
        numbered = self._numbered.get(pointer or f"/{schema.get('title')}")
        if numbered is not None:
            named = st.tuples(named, self._numbers(*patterns.items())).map(lambda pair: _counted(*numbered, *pair))
        rest = schema.get("additionalProperties", True)
        if is_object(rest) or (rest is not False and self.wire.extras):
            names, low = self._names(properties, patterns), int(is_object(rest) and self.wire.full)
            more = st.dictionaries(names, self.of(rest), min_size=low, max_size=2)
            named = st.tuples(named, more).map(lambda pair: {**pair[0], **pair[1]})
        return named

    def _names(self, properties: Json, patterns: Json) -> SearchStrategy[str]:
        """Names of members that nothing declares, in any casing."""
        declared = {name.lower() for name in properties}
        expressions = [re.compile(to_python(pattern), re.ASCII) for pattern in patterns]
        return st.text(self.wire.character, max_size=LENGTH).filter(
            lambda name: name.lower() not in declared and not any(one.search(name) for one in expressions)
        )

    def _numbers(self, found: tuple[str, SearchStrategy[Json]]) -> SearchStrategy[dict[str, Json]]:
        """Members under numbers, mostly 1, 2, 3 and so on."""
        pattern, item = found
        if self.wire.full:
            return st.fixed_dictionaries({str(number): item for number in range(1, ITEMS + 1)})
        keys = st.from_regex(re.compile(to_python(pattern), re.ASCII), alphabet=ANY_CHARACTER)
        counted = st.lists(item, min_size=1, max_size=ITEMS).map(
            lambda items: {str(number): one for number, one in enumerate(items, 1)}
        )
        return counted | st.dictionaries(keys, item, min_size=1, max_size=ITEMS)


def _counted(model: Model, numbered: Numbered, named: Json, items: Json) -> Json:
    """The members together; in requests the count is what follows."""
    right = {numbered.count: len(items)} if model.sent and numbered.count in named else {}
    return {**named, **right, **items}


def _is(schema: Json, kind: str) -> bool:
    return bool(schema.get("type", kind if _speaks_of(schema, kind) else None) == kind)


def _speaks_of(schema: Json, kind: str) -> bool:
    words = {"object": ("properties", "patternProperties", "additionalProperties"), "array": ("items", "prefixItems")}
    return any(word in schema for word in words.get(kind, ()))


def _near(pattern: re.Pattern[str], low: int, high: int | None) -> re.Pattern[str]:
    """The same expression with its last repetition bounded, so that most of what it gives has the right length."""
    ending = re.search(r"[*+]\\Z\Z", pattern.pattern)
    if ending is None or (not low and high is None):
        return pattern
    most = min(high or low + LENGTH, low + LENGTH)
    return re.compile(f"{pattern.pattern[: ending.start()]}{{{max(low - 1, 0)},{max(most - 1, 1)}}}\\Z", re.ASCII)


@cache
def _exported(spec: Spec, key: str, wire: Wire) -> SearchStrategy[Json]:
    model = spec.provider.models[key]
    document = spec.schema(model)
    if model.kind != "parameters":
        return Instances(spec, document, wire).of(document)
    found = Instances(spec, document, replace(wire, extras=False)).of(document)
    positions = [field.wire for field in model.fields if field.location == "position"]
    return found.map(lambda value: _without_gaps(value, positions)) if positions else found


def _without_gaps(value: Json, positions: list[str]) -> Json:
    """Positional parameters: what is left out may stand only at the end."""
    return {wire: value[wire] for wire in takewhile(value.__contains__, positions)}


@cache
def _specified(spec: Spec, wire: Wire) -> Instances:
    return Instances(spec, spec.source.document.value, wire)


def instances(spec: Spec, model: Model, wire: Wire = JSON) -> SearchStrategy[Json]:
    """Values that fit the exported schema of a model, and whose dates and times exist, which no schema can say."""
    found = _exported(spec, model.key, wire)
    return found.filter(lambda value: _exists(spec, model, value)) if _tells_time(spec, model) else found


def _tells_time(spec: Spec, model: Model) -> bool:
    keys = reach(spec.provider, [ModelRef(model.key)])
    fields = [field for key in keys for field in spec.provider.models[key].fields]
    return any(field.wire_format is not None and field.wire_format.kind == "date-time" for field in fields)


def _exists(spec: Spec, model: Model, value: Json) -> bool:
    try:
        spec.encode(model, spec.decode(model, value))
    except CodecError as error:
        return "date and time" not in error.problem
    return True


def typed_instances(spec: Spec, said: Type, pointer: str, wire: Wire = JSON) -> SearchStrategy[Json]:
    """Values that fit a type; ``pointer`` leads to the schema of one that has no class."""
    return instances(spec, spec.model(said), wire) if isinstance(said, ModelRef) else _specified(spec, wire).at(pointer)


def _only(strategy: SearchStrategy[Json]) -> Json:
    quiet = settings(database=None, deadline=None, phases=[Phase.generate])
    return find(strategy, lambda _: True, settings=quiet, random=Random(0))  # noqa: S311 - no secret


@cache
def _sample(spec: Spec, key: str) -> Json:
    return _only(instances(spec, spec.provider.models[key], FULL))


def sample(spec: Spec, model: Model) -> Json:
    """The simplest value of a model in which every declared field stands and lists have several items."""
    return _sample(spec, model.key)


def typed_sample(spec: Spec, said: Type, pointer: str) -> Json:
    """The simplest full value of a type; ``pointer`` leads to the schema of one that has no class."""
    return (
        sample(spec, spec.model(said))
        if isinstance(said, ModelRef)
        else _only(typed_instances(spec, said, pointer, FULL))
    )
