"""How the API refuses: one body for every refusal, in Russian, and the same in its schema."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError
from django.http import Http404
from rest_framework import exceptions, fields, serializers, validators
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from core.errors import NotFound, Refusal, error_body
from core.once import MAX_KEY
from core.races import conflict_of

# code, sentence. What a view says itself (`detail` of its own) stands before it.
_SENTENCES: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.ParseError: ("parse_error", "Тело запроса не читается как JSON: проверьте кавычки и запятые."),
    exceptions.NotAuthenticated: (
        "not_authenticated",
        "Нет ключа. Добавьте заголовок «Authorization: Bearer КЛЮЧ»; ключ делают на странице «Ключи API».",
    ),
    exceptions.AuthenticationFailed: (
        "authentication_failed",
        "Ключ неверен или отозван. Новый делают на странице «Ключи API».",
    ),
    exceptions.MethodNotAllowed: (
        "method_not_allowed",
        "Этого метода у адреса нет: какие есть, говорит Allow.",
    ),
    exceptions.NotAcceptable: ("not_acceptable", "Ответ бывает только в JSON: уберите format и Accept."),
    exceptions.UnsupportedMediaType: (
        "unsupported_media_type",
        "Тело запроса нужно в JSON, с заголовком «Content-Type: application/json».",
    ),
}
# The sentences that DRF has no Russian for.
_RUSSIAN: dict[type[fields.Field], dict[str, str]] = {
    fields.BooleanField: {"invalid": "Нужно true или false."},
    fields.CharField: {"invalid": "Нужна строка."},
    fields.DateTimeField: {
        "make_aware": "Такого времени в поясе «{timezone}» нет.",
        "overflow": "Такой даты нет.",
    },
    fields.DictField: {"empty": "Словарь не может быть пустым."},
    fields.FloatField: {"overflow": "Слишком большое число."},
    fields.ListField: {
        "min_length": "Нужно не меньше {min_length}.",
        "max_length": "Можно не больше {max_length} за один раз.",
    },
    fields.UUIDField: {"invalid": "Нужен UUID."},
    serializers.ListSerializer: {
        "min_length": "Нужно не меньше {min_length}.",
        "max_length": "Можно не больше {max_length} за один раз.",
    },
}


def register_russian_messages() -> None:
    """Give DRF's fields the sentences that its own translation lacks."""
    for field, messages in _RUSSIAN.items():
        field.default_error_messages = {**field.default_error_messages, **messages}
    validators.ProhibitSurrogateCharactersValidator.message = (
        "Знак U+{code_point:X} — половина знака: текст повреждён."
    )


# Every refusal in the schema. `fields`: what is wrong with which field, empty if it is none of them.
_ERROR = {
    "type": "object",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": "Для программы: invalid, conflict, not_found…"},
        "detail": {"type": "string", "description": "Для человека: что не так и что делать."},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "Поле → предложения о нём; поле строки списка — «decisions.0.id».",
        },
    },
}


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Any refusal as {code, detail, fields} with its status and headers, a lost race too; None for a fault of ours."""
    if isinstance(exc, IntegrityError):
        exc = conflict_of(exc) or exc
    if isinstance(exc, Refusal):
        return Response(error_body(exc), status=exc.status)
    response = drf_exception_handler(exc, context)
    if response is not None:
        response.data = _body(exc, response)
    return response


def _body(exc: Exception, response: Response) -> dict[str, Any]:
    data: Any = response.data
    if isinstance(exc, exceptions.ValidationError):
        told = dict(_flat(data))
        detail = "; ".join(
            f"{name}: {' '.join(said)}" if name else " ".join(said) for name, said in told.items()
        )
        return {
            "code": "invalid",
            "detail": detail,
            "fields": {name: said for name, said in told.items() if name},
        }
    if isinstance(exc, exceptions.Throttled):
        detail = f"Слишком много запросов этим ключом. Повторите через {response['Retry-After']} с."
        return {"code": "throttled", "detail": detail, "fields": {}}
    for kind, (code, detail) in _SENTENCES.items():
        if isinstance(exc, kind):
            return {"code": code, "detail": detail, "fields": {}}
    if isinstance(exc, Http404):
        return error_body(NotFound("Такой записи нет, или она не для вас."))
    # by a view, in its own words
    code = "not_found" if isinstance(exc, exceptions.NotFound) else "forbidden"
    return {"code": code, "detail": str(data["detail"]), "fields": {}}


def _flat(data: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """What DRF found wrong, as (field, sentences); a field inside another by a dotted name."""
    if isinstance(data, dict):
        for key, value in data.items():
            inner = "" if key == "non_field_errors" else str(key)
            yield from _flat(value, ".".join(filter(None, (name, inner))))
    elif data and all(isinstance(item, str) for item in data):
        yield name, [str(item) for item in data]
    else:
        for number, item in enumerate(data):
            yield from _flat(item, f"{name}.{number}" if name else str(number))


_REFUSALS = {
    "400": "Тело или адрес запроса неверны.",
    "401": "Нет ключа, или он отозван.",
    "403": "На это действие нет права.",
    "404": "Такого нет — или это не для вас, что отвечает так же.",
    "409": "Кто-то успел раньше, или состояние уже другое.",
    "422": "Этот Idempotency-Key уже был с другим телом.",
    "429": "Слишком много запросов: через сколько секунд повторить, говорит Retry-After.",
}


_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[!-~]+$"},
    "description": "Любой новый номер запроса, например UUID. Тот же запрос с ним ещё раз (сутки) ничего не повторит "
    "и получит тот же ответ.",
}


def document_refusals(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Let the schema say of every operation how it refuses: what one view cannot do differently from another."""
    result["components"]["schemas"]["Error"] = _ERROR
    for path in result["paths"].values():
        for method, operation in path.items():
            if method == "post":
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
            for status, description in _REFUSALS.items():
                if status == "409" and "requestBody" not in operation and "_list" in operation["operationId"]:
                    continue
                if status == "422" and method != "post":
                    continue
                operation["responses"][status] = {
                    "description": description,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                }
    return result
