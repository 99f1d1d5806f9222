"""Four gateways on one port, with an inbox to look at: what nobody has to pay for while developing.

``smswire sandbox`` starts it; ``serve()`` runs it inside a test; the pytest fixture ``sms_sandbox`` does that for you.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from smswire.sandbox._served import Message, SandboxRefused, Served, serve
else:

    def __getattr__(name: str) -> object:
        """Load the server with its first use, so that a test run without it does not pay for it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            from smswire.sandbox import _served  # noqa: PLC0415
        except ModuleNotFoundError as error:
            if error.name not in {"aiohttp", "multidict", "yarl"}:
                raise
            raise ImportError("the sandbox needs an extra: pip install 'smswire[sandbox]'") from None
        return getattr(_served, name)


__all__ = ["Message", "SandboxRefused", "Served", "serve"]
