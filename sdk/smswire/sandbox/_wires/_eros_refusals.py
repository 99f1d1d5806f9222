"""Why this service would not do it, as its framework says it."""

from __future__ import annotations

from attrs import frozen

from smswire_providers.eros.models import ErrorResponse, ResponseError, ResponseStatus


@frozen(kw_only=True)
class Refusal:
    """An error, and the fields that are to blame."""

    status: int
    code: str
    message: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """Code, name and words of each."""

    @property
    def answer(self) -> ErrorResponse:
        """The body that says so."""
        errors = [ResponseError(error_code=code, field_name=name, message=words) for code, name, words in self.fields]
        status = ResponseStatus(error_code=self.code, message=self.message, errors=errors)
        return ErrorResponse(response_status=status)


def not_found() -> Refusal:
    """There is nothing at this path."""
    return Refusal(status=404, code="NotFound", message="There is no service at this path.")


def not_allowed(method: str) -> Refusal:
    """The framework finds no method of the service for this HTTP method."""
    words = f"Could not find method named {method.capitalize()}(SMSSend) or Any(SMSSend) on Service"
    return Refusal(status=405, code="NotImplementedException", message=words)


def switched_off(name: str) -> Refusal:
    """A format that the framework has and this host does not."""
    words = f"'{name.capitalize()}' Features have been disabled by your administrator"
    return Refusal(status=403, code="UnauthorizedAccessException", message=words)


def not_authenticated(message: str, *missing: str) -> Refusal:
    """Credentials that are missing or wrong."""
    fields = tuple(("NotEmpty", name, f"'{name}' must not be empty.") for name in missing)
    return Refusal(status=401, code="Unauthorized", message=message, fields=fields)


def unreadable(media: str, name: str, problem: str) -> Refusal:
    """A body that cannot be read."""
    words = f"Could not deserialize '{media}' request using {name}: {problem}"
    return Refusal(status=400, code="SerializationException", message=words)


def misfit(path: str, problem: str) -> Refusal:
    """A value of the wrong type."""
    name = path.removeprefix("$").removeprefix(".")
    words = f"{path}: {problem}"
    return Refusal(
        status=400, code="SerializationException", message=words, fields=(("SerializationException", name, problem),)
    )


def missing_model() -> Refusal:
    """There is no message at all."""
    return Refusal(status=400, code="ArgumentNullException", message="Value cannot be null. (Parameter 'SMSModel')")


def not_valid(*fields: tuple[str, str, str]) -> Refusal:
    """Fields without which nothing can be sent; the first one stands for all."""
    code, _, words = fields[0]
    return Refusal(status=400, code=code, message=words, fields=fields)
