"""The Jinja templates beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from codegen._code import inside_docstring

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 - the output is Python and Markdown, never HTML
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters["inside_docstring"] = inside_docstring


@cache
def _template(name: str) -> jinja2.Template:
    return _ENVIRONMENT.get_template(name)


def render(template: str, /, **values: Any) -> str:
    """One template filled in; a name that it lacks is an error."""
    return _template(template).render(values)
