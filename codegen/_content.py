"""Read what a request, an answer or a callback carries: one body in one or several media types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen._extensions import extension
from codegen._model import Anything, Body, ModelRef, TextRule
from codegen._parameters import examples_of
from codegen._regex import to_python

if TYPE_CHECKING:
    from codegen._node import Node
    from codegen._schema import SchemaReader

MEDIA = ("application/json", "text/jsv", "application/x-www-form-urlencoded", "text/plain", "text/html")
"""Media types with a codec; text/html only says that a page may come, and is never read."""
JSON, JSV, TEXT, PAGE = MEDIA[0], MEDIA[1], MEDIA[3], MEDIA[4]
WITHOUT_MODEL = (TEXT, PAGE)


class ContentReader:
    """Reads bodies."""

    def __init__(self, schemas: SchemaReader) -> None:
        self.schemas = schemas

    def body(self, node: Node, wish: str, *, grammar: bool) -> Body | None:
        """What stands below ``content``; ``grammar`` where a text may have one."""
        found = Body(None, [], required=node.flag("required"))
        node.ignore("description")
        node.child("content")
        for media, child in node.mapping("content"):
            self._media(found, media, child, wish, grammar=grammar)
        found.media.sort(key=MEDIA.index)
        return found if found.media else None

    def _media(self, found: Body, media: str, node: Node, wish: str, *, grammar: bool) -> None:
        name = media.partition(";")[0].strip().lower()
        if name not in MEDIA or name in found.media:
            node.document.take_whole(node.value)
            node.lose(None, f"there is no codec for {media!r}" if name not in MEDIA else f"{name!r} stands twice")
            return
        node.check_object()
        if name in WITHOUT_MODEL:
            self._text(found, name, node, grammar=grammar)
        elif "schema" in node:
            found.pointer = found.pointer or f"{node.pointer}/schema"
            said = self.schemas.read(node.child("schema"), wish).type
            if found.type is not None and found.type != said:
                node.lose("schema", "differs from the schema of another media type of the same body, which is used")
            found.type = found.type or said
        else:
            found.type = found.type or Anything()
        if "encoding" in node:
            self._encoding(node.child("encoding"))
        found.media.append(name)
        found.examples += [(name, example) for example in examples_of(node)]

    def _text(self, found: Body, name: str, node: Node, *, grammar: bool) -> None:
        """A text is read by its grammar; the schema beside it says which classes that leads to, and adds nothing."""
        if "schema" in node:
            schema = node.child("schema")
            schema.check_object()
            if schema.resolved() is schema:
                node.document.take_whole(schema.value)
        if name != TEXT or not grammar:
            return
        if extension(node, "x-text-grammar") is None:
            node.lose(None, "a text without a grammar (x-text-grammar) is not read")
            return
        found.rules += [self._rule(rule) for rule in node.nodes("x-text-grammar")]

    def _encoding(self, node: Node) -> None:
        """Form fields are written as plain text, or as JSV where they are no text; other ways are lost."""
        for _, child in node.mapping_of_self():
            if child.words("contentType", JSV) != JSV:
                child.lose("contentType", "form fields are written as plain text or JSV")

    def _rule(self, node: Node) -> TextRule:
        pattern = node.text("pattern")
        try:
            to_python(pattern)
        except ValueError as error:
            raise node.error("pattern", f"is no regular expression: {error}", "mend it") from None
        reference = self.schemas.read(node.child("schema"), "Text").type
        if not isinstance(reference, ModelRef) or reference.row:
            raise node.error("schema", "a rule has to lead to an object", "refer to an object schema")
        rule = TextRule(pattern, reference, node.text("template"), node.words("whole"), node.flag("refusal"))
        self._check(node, rule)
        return rule

    def _check(self, node: Node, rule: TextRule) -> None:
        """Each named group fills a property, and each required property is filled."""
        fields = {one.wire: one for one in self.schemas.shapes.models[rule.model.key].fields}
        groups = re.compile(to_python(rule.pattern)).groupindex
        for name in groups:
            if name not in fields:
                raise node.error("pattern", f"the group {name!r} is no property of the schema", "declare it")
        if rule.whole is not None and rule.whole not in fields:
            raise node.error("whole", f"{rule.whole!r} is no property of the schema", "declare it")
        for wire, one in fields.items():
            if one.required and wire not in groups and wire != rule.whole:
                raise node.error("pattern", f"no group fills the required {wire!r}", "name a group so")
