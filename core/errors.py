"""Refusals, the exceptions of services: each is a Russian sentence for the person who asked."""

from typing import Any


class Refusal(Exception):
    """A clear no. `message` is shown to a person as it is; `field` names the form field it belongs to, if one does.

    `fields` holds the sentences of several fields, where more than one is wrong: all are told at once.
    """

    status = 400
    code = "refused"

    def __init__(
        self, message: str, *, field: str | None = None, fields: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.fields = fields or ({field: message} if field else {})


class Invalid(Refusal):
    """What was given is wrong: the sentence says which value and what to do."""

    status = 400
    code = "invalid"


class Forbidden(Refusal):
    """The person may see the thing but not do this to it."""

    status = 403
    code = "forbidden"


class NotFound(Refusal):
    """There is no such thing for this person: another school's row answers the same as a missing one."""

    status = 404
    code = "not_found"


class Conflict(Refusal):
    """Somebody was first, or the thing is in a state from which this cannot be done."""

    status = 409
    code = "conflict"


class Gone(Refusal):
    """What was here and is no more: the sentence says since when."""

    status = 410
    code = "gone"


class TooLarge(Refusal):
    """More was sent than the portal takes."""

    status = 413
    code = "too_large"


class UnknownCharset(Refusal):
    """What was sent is not in UTF-8."""

    status = 415
    code = "unsupported_media_type"


def error_body(refusal: Refusal) -> dict[str, Any]:
    """A refusal as the API says it: `code` for a program, `detail` for a person, `fields` that it belongs to."""
    fields = {name: [words] for name, words in refusal.fields.items()}
    return {"code": refusal.code, "detail": refusal.message, "fields": fields}
