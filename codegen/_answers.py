"""How one operation's answer is read: which documented alternative it is, and whether it is a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen._code import annotation
from codegen._model import Anything, EnumRef, ListOf, MapOf, ModelRef, OneOf, Scalar, Type
from codegen._regex import to_python
from codegen._results import beyond, stem, test_of
from codegen._words import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen._lines import Lines
    from codegen._model import Answer, Body, Operation, Provider, TextRule

RANGE, DEFAULT = 1, 2
"""Which statuses are looked at after the exact ones."""

SUCCESS = frozenset(range(100, 300))
OPEN = frozenset({408, *range(200, 400), *range(500, 600)})
"""Statuses after which nobody knows whether a request took effect, unless its body says so; those of a success when
they lead to the class of an error."""

NUMBER = "number"
"""What a JSON library makes of a number without places may be an integer or none."""

LONG_RUN = 3
"""Statuses in a row that are written as a range."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of answer: for which statuses, and what it is read as."""

    statuses: tuple[str, ...]
    body: Body | None


class Answers:
    """The documented answers of one operation."""

    def __init__(self, provider: Provider, operation: Operation) -> None:
        self.provider = provider
        self.operation = operation
        self.name = operation.name

    def accept(self) -> str:
        """What to ask for: the first media type of the accepting answer that has a codec."""
        return next(iter(self.media()), "*/*")

    def media(self) -> list[str]:
        """All media types that the accepting answer may have."""
        bodies = [one.body for one in self.operation.answers if one.status.startswith("2") and one.body is not None]
        return bodies[0].media if bodies else []

    def text_rules(self) -> list[TextRule]:
        """The grammar of a plain-text answer."""
        for answer in self.operation.answers:
            if answer.body is not None and answer.body.rules:
                return answer.body.rules
        return []

    def _cases(self) -> list[Case]:
        """Answers of one shape together: exact statuses, then ranges, and ``default`` last."""
        found: list[Case] = []
        for answer in sorted(self.operation.answers, key=lambda one: _rank(one.status)):
            body = answer.body if answer.body is not None and answer.body.type is not None else None
            for index, case in enumerate(found):
                if _kind(case.body) == _kind(body) and _rank(case.statuses[0]) == _rank(answer.status):
                    found[index] = Case((*case.statuses, answer.status), case.body)
                    break
            else:
                found.append(Case((answer.status,), body))
        last = found[-1]
        if last.statuses == ("default",) and all(_rank(case.statuses[0]) != RANGE for case in found):
            found = [*(case for case in found[:-1] if _kind(case.body) != _kind(last.body)), last]
        return found

    def types(self) -> list[str]:
        """The Python types that an answer may have, in order."""
        if rules := self.text_rules():
            return list(dict.fromkeys(self.provider.models[rule.model.key].name for rule in rules))
        names = [annotation(self.provider, said) for said in self.kinds()]
        if any(_kind(case.body) is None for case in self._cases()):
            names.append("None")
        if self.operation.codec == "xmlrpc":
            names.append("Fault")
        return list(dict.fromkeys(names))

    def kinds(self) -> list[Type]:
        """The types that an answer with a body may have."""
        found = [case.body.type for case in self._cases() if case.body is not None and case.body.type is not None]
        return [said for index, said in enumerate(found) if said not in found[:index]]

    def rules(self, w: Lines) -> None:
        """The constant that holds the grammar."""
        rules = self.text_rules()
        if not rules:
            return
        w("")
        with w.block(f"RULES_{self.name.upper()}: Final = ("):
            for rule in rules:
                w(
                    f"TextRule(pattern={to_python(rule.pattern)!r}, template={rule.template!r}, whole={rule.whole!r}, "
                    f"refusal={rule.refusal}),"
                )
        w(")")

    # -- reading --------------------------------------------------------------

    def parse(self, w: Lines) -> None:
        """The function that reads an answer."""
        w("", "")
        with w.block(
            f"def parse_{self.name}(response: Response, drift: Drift | None = None) -> {' | '.join(self.types())}:"
        ):
            w(f'"""Read the answer of {self.name}; a DecodeError says what is not as documented."""')
            if self.operation.codec == "xmlrpc":
                self._parse_call(w)
            elif self.text_rules():
                self._parse_text(w)
            else:
                self._parse_http(w)

    def _parse_call(self, w: Lines) -> None:
        said = self.operation.answers[0].body
        assert said is not None
        assert said.type is not None
        w("answer = read_call(response)")
        with w.block("if isinstance(answer, Fault):"):
            w("return answer")
        w(f"return {self.decoder(said.type)}(answer, '$', drift)")

    def _parse_text(self, w: Lines) -> None:
        rules = self.text_rules()
        w(f"index, parts = _text.match(RULES_{self.name.upper()}, response.body)")
        for index, rule in enumerate(rules):
            decode = f"decode_{snake(self.provider.models[rule.model.key].name)}"
            if index < len(rules) - 1:
                with w.block(f"if index == {index}:"):
                    w(f"return {decode}(parts, '$', drift)")
            else:
                w(f"return {decode}(parts, '$', drift)")

    def _parse_http(self, w: Lines) -> None:
        cases = self._cases()
        every = any("default" in case.statuses for case in cases)
        for case in cases:
            if "default" in case.statuses:
                self._parse_case(w, case)
            else:
                with w.block(f"if {_condition(case.statuses)}:"):
                    self._parse_case(w, case)
        if not every:
            w("raise undocumented(response)")

    def _parse_case(self, w: Lines, case: Case) -> None:
        if case.body is None or case.body.type is None:
            w("return None")
            return
        shape = self.jsv(case.body.type) if "text/jsv" in case.body.media else "None"
        fold = ", fold=True" if self.provider.fold_names and shape != "None" else ""
        w(f"return {self.decoder(case.body.type)}(read_body(response, {shape}{fold}), '$', drift)")

    def jsv(self, said: Type) -> str:
        """The constant that says which JSON type each JSV text stands for."""
        return f"JSV_{snake(self.provider.models[said.key].name).upper()}" if isinstance(said, ModelRef) else "None"

    def decoder(self, said: Type) -> str:
        """The function that reads a type."""
        return f"decode_{stem(self.provider, self.operation, said)}"

    # -- refusals -------------------------------------------------------------

    def refused(self, w: Lines) -> None:
        """The function that tells a documented refusal from an acceptance."""
        w("", "")
        types = self.types()
        with w.block(f"def refused_{self.name}(answer: {' | '.join(types)}) -> bool:"):
            w(f'"""Whether the provider refused {self.name} in so many words."""')
            conditions = self._refusals(types)
            w(f"return {' or '.join(conditions)}" if conditions else "return False")

    def _refusals(self, types: list[str]) -> list[str]:
        alone = len(types) == 1
        refusing = [self.provider.models[rule.model.key].name for rule in self.text_rules() if rule.refusal]
        conditions = [f"isinstance(answer, {name})" for name in refusing]
        for answer in self.operation.answers:
            if answer.body is not None and answer.body.type is not None and not self.text_rules():
                conditions += self._refusals_of(answer, answer.body.type, alone=alone)
        if self.operation.codec == "xmlrpc":
            conditions.append("isinstance(answer, Fault)")
        return list(dict.fromkeys(filter(None, conditions)))

    def _refusals_of(self, answer: Answer, said: Type, *, alone: bool) -> list[str]:
        if not self._accepts(answer):
            return [] if self._may_accept(said) else [test_of(self.provider, said, "answer")]
        if not isinstance(said, OneOf):
            return self._refusing_codes(said, alone=alone)
        conditions: list[str] = []
        for option, refused in zip(said.options, said.refusals, strict=True):
            told = [test_of(self.provider, option, "answer")] if refused else self._refusing_codes(option, alone=False)
            conditions += told
        return conditions

    def _refusing_codes(self, said: Type, *, alone: bool) -> list[str]:
        """The conditions under which an answer that may be an acceptance refuses by what stands in it."""
        if not isinstance(said, ModelRef):
            return []
        model = self.provider.models[said.key]
        conditions: list[str] = []
        for wire, values in model.accepted.items():
            field = next(one for one in model.fields if one.wire == wire)
            name = field.name if field.wire_format is None else field.value_name
            test = f"answer.{name} {beyond(tuple(values))}"
            if field.codes is not None:
                table = self.provider.tables[field.codes].name
                path = f"$.{wire}"
                test += f" and documented(codes.{table}, answer.{name}, {path!r})"
            conditions.append(test if alone else f"(isinstance(answer, {model.name}) and {test})")
        return conditions

    def _accepts(self, answer: Answer) -> bool:
        """Whether an answer may be an acceptance; ``default`` is one where no other answer is."""
        if answer.status == "default":
            return not any(one.status.startswith("2") for one in self.operation.answers)
        return answer.status.startswith("2")

    def _accepting(self) -> list[Type]:
        """The types of what may be an acceptance."""
        bodies = [one.body for one in self.operation.answers if self._accepts(one) and one.body is not None]
        return [body.type for body in bodies if body.type is not None]

    def _may_accept(self, said: Type) -> bool:
        """Whether a value of this type might as well be an acceptance, so that only the status tells."""
        own = frozenset(_natures(said))
        return any(not own.isdisjoint(_natures(other)) for other in self._accepting())

    def accepted(self) -> list[str]:
        """The Python types that an acceptance may have, in order."""
        if rules := self.text_rules():
            return list(dict.fromkeys(self._class_of(rule) for rule in rules if not rule.refusal))
        names: list[str] = []
        for said in self._accepting():
            pairs = zip(said.options, said.refusals, strict=True) if isinstance(said, OneOf) else [(said, False)]
            names += [annotation(self.provider, option) for option, refused in pairs if not refused]
        if any(self._accepts(one) and (one.body is None or one.body.type is None) for one in self.operation.answers):
            names.append("None")
        return list(dict.fromkeys(names))

    def _class_of(self, rule: TextRule) -> str:
        return self.provider.models[rule.model.key].name

    def by_status(self) -> dict[str, str]:
        """The statuses that decide unless a body does: those that refuse, and those that leave the outcome open."""
        if self.text_rules() or self.operation.codec == "xmlrpc":
            return {}
        refusing: set[int] = set()
        doubtful: set[int] = set()
        for answer in self.operation.answers:
            said = _kind(answer.body)
            if isinstance(said, ModelRef) and self.provider.models[said.key].accepted and self._may_accept(said):
                continue  # its codes decide
            statuses = self._errors(answer)
            doubtful |= statuses & OPEN
            refusing |= statuses - OPEN
        found = {"refusing": refusing, "doubtful": doubtful}
        return {name: _set_source(statuses) for name, statuses in found.items() if statuses}

    def _errors(self, answer: Answer) -> set[int]:
        """The statuses of a documented answer that are no success."""
        if answer.status.isdigit():
            return {int(answer.status)} - SUCCESS
        exact = {int(one.status) for one in self.operation.answers if one.status.isdigit()}
        if answer.status != "default":
            return set(_range(answer.status)) - SUCCESS - exact
        ranges = [set(_range(one.status)) for one in self.operation.answers if _rank(one.status) == RANGE]
        first = 300 if self._accepts(answer) or self._is_acceptance(_kind(answer.body)) else 200
        return set(range(first, 600)) - exact - set[int]().union(*ranges)

    def _is_acceptance(self, said: Type | None) -> bool:
        """Whether an acceptance looks like this, a body or none."""
        return "None" in self.accepted() if said is None else said in self._accepting()


def _natures(said: Type) -> Iterator[str]:
    """What the values of a type are for a test at run time; two types that share one cannot be told apart."""
    match said:
        case ModelRef(key=key):
            yield key
        case OneOf(options=options):
            for option in options:
                yield from _natures(option)
        case Scalar(kind=kind, values=values):
            yield NUMBER if kind == "integer" else kind
            if kind in {"integer", NUMBER} and values:
                yield "boolean"  # for Python, 1 is True
        case EnumRef(kind=kind):
            yield NUMBER if kind == "integer" else kind
        case ListOf():
            yield "array"
        case MapOf():
            yield "object"
        case Anything():
            yield from ("string", NUMBER, "boolean", "null", "array", "object")


def _range(status: str) -> range:
    return range(int(status[0]) * 100, int(status[0]) * 100 + 100)


def _set_source(statuses: set[int]) -> str:
    """The source text of a set of statuses, long runs as ranges."""
    parts: list[str] = []
    rest = sorted(statuses)
    while rest:
        first = rest[0]
        run = next((n for n, one in enumerate(rest) if one != first + n), len(rest))
        parts.append(f"*range({first}, {first + run})" if run > LONG_RUN else ", ".join(map(str, rest[:run])))
        rest = rest[run:]
    return f"frozenset({{{', '.join(parts)}}})"


def _rank(status: str) -> int:
    return 0 if status.isdigit() else DEFAULT if status == "default" else RANGE


def _kind(body: Body | None) -> Type | None:
    return body.type if body is not None else None


def _condition(statuses: tuple[str, ...]) -> str:
    exact = [status for status in statuses if status.isdigit()]
    ranges = [
        f"{status[0]}00 <= response.status < {int(status[0]) + 1}00" for status in statuses if not status.isdigit()
    ]
    if len(exact) == 1:
        ranges.insert(0, f"response.status == {exact[0]}")
    elif exact:
        ranges.insert(0, f"response.status in ({', '.join(exact)})")
    return " or ".join(ranges)
