"""One press, one effect: the second sending of a form, or of a call with its key, gets the first one's answer.

Every form carries a mark given with its page (`{% csrf_token %}`, core/templatetags/portal.py), every call of the API may
carry one in `Idempotency-Key`. The mark is written in the transaction of what the press does; a unique constraint lets
one of two at once through, the other waits for it and is answered the same (docs/adr/0016-once.md).
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core import clock
from core.errors import Conflict, Invalid
from core.models import OnceMark
from core.sealing import Unreadable, seal, unseal

ONCE_FIELD = "_once"
SCHOOL_FIELD, SCHOOL_HEADER = "_school", "X-School"  # for which school a form was drawn: roles/middleware.py
_TECHNICAL = frozenset({ONCE_FIELD, SCHOOL_FIELD, "csrfmiddlewaretoken"})
MAX_KEY = 255
TERM = timedelta(days=1)

Answer = dict[str, Any]


class KeyReused(Invalid):
    """An Idempotency-Key that came with another body before."""

    status = 422
    code = "idempotency_key_reused"


class _Taken(Exception):
    """The mark is in the table already."""


def keep_answer(response: HttpResponse) -> HttpResponse:
    """Let a page, not only a redirect, be the answer of a second press: where it shows what is shown once."""
    response.kept_for_once = True  # type: ignore[attr-defined]
    return response


def pressed_once(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `view`, or of the first press that carried the same mark and the same fields.

    The same mark with other fields is another press: somebody went back, mended the form and sent it again.
    """
    mark = request.POST.get(ONCE_FIELD, "")
    if not mark:
        return view()
    payload = _payload_of_form(request)
    digest = _digest(str(getattr(request.user, "pk", "")), request.path, mark, payload)
    before = len(_queued(request))

    def keep(response: HttpResponse) -> Answer | None:
        if response.status_code != 302 and not getattr(response, "kept_for_once", False):
            return None
        return {
            "status": response.status_code,
            "location": response.get("Location", ""),
            "body": b64encode(response.content).decode(),
            "messages": [[m.level, str(m.message), m.extra_tags] for m in _queued(request)[before:]],
        }

    try:
        return _first(digest, payload, view, keep)
    except _Taken:
        answer = _known(digest)
    for level, text, tags in answer["messages"]:
        messages.add_message(request, level, text, extra_tags=tags)
    if answer["location"]:
        return HttpResponseRedirect(answer["location"])
    return HttpResponse(b64decode(answer["body"]), status=answer["status"])


def called_once(
    *,
    who: str,
    path: str,
    key: str,
    body: bytes,
    call: Callable[[], Any],
    answer_again: Callable[[Any, int], Any],
) -> Any:
    """The answer of `call` (its `data` and `status_code`), or `answer_again(data, status)` of the first with this key.

    KeyReused where the key came with another body; an answer of 400 and above is not kept, so that it can be mended.
    """
    if not 1 <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
        raise Invalid(f"Idempotency-Key: от 1 до {MAX_KEY} печатных знаков ASCII, например UUID.")
    payload, digest = hashlib.sha256(body).hexdigest(), _digest(who, path, key)

    def keep(response: Any) -> Answer:
        return {"status": response.status_code, "data": response.data}

    try:
        return _first(digest, payload, call, keep)
    except _Taken:
        answer = _known(digest, payload)
    return answer_again(answer["data"], answer["status"])


def try_write() -> None:
    """Write one row, always the same one; DatabaseError where the database takes none."""
    with transaction.atomic():
        OnceMark.objects.bulk_create(
            [OnceMark(digest="readyz", payload="", created_at=clock.now())],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["created_at"],
        )


def forget_marks() -> int:
    """Drop the marks whose term is over; how many there were."""
    return OnceMark.objects.filter(created_at__lt=clock.now() - TERM).delete()[0]


def _first(digest: str, payload: str, run: Callable[[], Any], keep: Callable[[Any], Answer | None]) -> Any:
    """Run in one transaction with the mark; _Taken where another has it, after waiting for that one's end."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                mark = OnceMark.objects.create(digest=digest, payload=payload)
        except IntegrityError:
            raise _Taken from None
        response = run()
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        answer = keep(response)
        if answer is None:
            mark.delete()
        else:
            mark.answer = seal(json.dumps(answer, default=str).encode())
            mark.save(update_fields=["answer"])
        return response


def _known(digest: str, payload: str = "") -> Answer:
    mark = OnceMark.objects.filter(digest=digest).first()
    if mark is not None and payload and mark.payload != payload:
        raise KeyReused(
            "Этот Idempotency-Key уже был с другим телом запроса. Для нового запроса возьмите новый ключ."
        )
    try:
        return json.loads(unseal(mark.answer)) if mark is not None else _gone()
    except Unreadable:
        return _gone()


def _gone() -> Answer:
    raise Conflict("Это уже отправлено. Обновите страницу: что получилось, видно на ней.")


def drop_messages(request: HttpRequest, *, after: int = 0) -> None:
    """Forget what this request has told since `after` messages: its work was rolled back."""
    del _queued(request)[after:]


def _queued(request: HttpRequest) -> list[Any]:
    return getattr(get_messages(request), "_queued_messages", [])


def _payload_of_form(request: HttpRequest) -> str:
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in _TECHNICAL)
    files = sorted((name, [(f.name, f.size) for f in sent]) for name, sent in request.FILES.lists())  # type: ignore[union-attr]
    return _digest(json.dumps([fields, files]))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
