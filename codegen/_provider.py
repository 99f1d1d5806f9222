"""One provider from its specification to the texts of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen import _checks, _emit_codecs, _emit_converters, _emit_package, _naming, _roles
from codegen._emit_clients import ClientsEmitter
from codegen._emit_models import ModelsEmitter, codes_source
from codegen._emit_operations import OperationsEmitter
from codegen._emit_schemas import SchemaExporter
from codegen._emit_server import CallbacksEmitter, ServerEmitter
from codegen._examples import check_examples
from codegen._openapi import OpenApiReader
from codegen._openrpc import OpenRpcReader

if TYPE_CHECKING:
    from codegen._load import Source
    from codegen._model import Provider
    from codegen._schema import Shapes


def lower(source: Source) -> Provider:
    """The intermediate model of one specification, names and roles decided."""
    provider, shapes = read(source)
    _naming.decide(provider, shapes)
    _roles.assign(provider)
    return provider


def read(source: Source) -> tuple[Provider, Shapes]:
    """The intermediate model without names and roles; what is lost is known by now."""
    reader = OpenApiReader(source) if source.dialect == "openapi" else OpenRpcReader(source)
    provider = reader.read()
    _checks.check(provider, source.document)
    return provider, reader.shapes


def emit(provider: Provider, source: Source, package: str) -> dict[str, str]:
    """The text of every file by its path below the output folder."""
    own = f"{package}.{provider.key}"
    exporter = SchemaExporter(provider, source.document)
    check_examples(provider, source.document, exporter)
    files = {
        "__init__.py": _emit_package.init_source(provider, own),
        "py.typed": "",
        "models.py": ModelsEmitter(provider).source(),
        "codes.py": codes_source(provider) if provider.tables else "",
        "codecs.py": _emit_codecs.source(provider, own),
        "converters.py": _emit_converters.source(provider, own),
        "operations.py": OperationsEmitter(provider, own).source(),
        "client.py": ClientsEmitter(provider, own).source(),
        "server.py": ServerEmitter(provider, own).source(),
        "callbacks.py": CallbacksEmitter(provider, own).source(),
        "_manifest.json": _emit_package.manifest(provider),
        **{f"schemas/{name}": text for name, text in exporter.files().items()},
    }
    found = {f"{package}/{provider.key}/{name}": text for name, text in files.items() if text or name == "py.typed"}
    found[f"reference/{provider.key}.md"] = _emit_package.reference(provider)
    return found
