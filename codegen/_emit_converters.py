"""Write converters.py: the codecs as hooks of a cattrs converter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._code import imports
from codegen._emit_operations import own_names
from codegen._lines import Lines
from codegen._templates import render
from codegen._words import snake

if TYPE_CHECKING:
    from codegen._model import Provider


def source(provider: Provider, package: str) -> str:
    """The text of converters.py."""
    w = Lines()
    w("", "")
    with w.block("def register(converter: Converter) -> Converter:"):
        w('"""Teach any cattrs converter the models of this provider, wire names and checks included."""')
        for model in provider.models.values():
            name = snake(model.name)
            w(f"converter.register_structure_hook({model.name}, lambda value, _: decode_{name}(value))")
            w(f"converter.register_unstructure_hook({model.name}, encode_{name})")
        w("return converter")
    w("", "")
    with w.block("def make_converter() -> Converter:"):
        w(
            '"""A converter for attrs classes of your own that hold models of this provider."""',
            "return register(Converter())",
        )
    body = w.text()
    head = imports(body, {"Converter": "cattrs", **own_names(provider, package)})
    title = f"The models of {provider.title} inside your own attrs classes, through cattrs."
    return render(
        "module.jinja", title=title, imports=head, checked="", body=body, names=["make_converter", "register"]
    )
