"""Template words of the portal: counts that agree, dates as people write them, addresses that keep their filters."""

import re
import secrets
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from core import phones, web
from core.icons import icon
from core.looks import look_of
from core.once import ONCE_FIELD, SCHOOL_FIELD
from core.phones import show_phone
from core.russian import dt, ru_form, ru_plural

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """Django's token, and in the forms of who has signed in the school that the page is drawn for and a mark of its own.

    It stands in place of Django's tag in every template, so that no form can be without (core/once.py, roles/middleware.py).
    """
    token = mark_safe(CsrfTokenNode().render(context))  # noqa: S308  (Django's own node escapes)
    request = context.get("request")
    if request is None or not getattr(getattr(request, "user", None), "is_authenticated", False):
        return token
    return token + format_html(
        '<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">',
        SCHOOL_FIELD,
        getattr(getattr(request, "organization", None), "pk", ""),
        ONCE_FIELD,
        secrets.token_urlsafe(12),
    )


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: Any) -> str:
    """An icon as the package draws it, each only once (core/icons.py)."""
    return icon(name, size, **attributes)


@register.simple_tag
def mail_leaves() -> bool:
    """Whether there is a mail server: without one no page may promise a letter."""
    return bool(settings.SMTP_HOST)


register.filter(ru_plural)  # {{ 22|ru_plural:"чат,чата,чатов" }} → «22 чата»
register.filter(ru_form)
register.filter(dt)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, obj: Any = None) -> bool:
    """`{% may "chats.edit" chat as editable %}`: the same answer as the view will give."""
    request = context.get("request")
    access = getattr(request, "access", None)
    return bool(access and access.can(action, obj))


@register.simple_tag(takes_context=True)
def nothing_seen(context: dict[str, Any], words: str) -> str:
    """`{% nothing_seen "ссылок ещё нет" %}`: said of the school, or of the own classes to whoever sees no more of it."""
    access = getattr(context.get("request"), "access", None)
    return capfirst(words if access and access.sees_whole_school else f"в ваших классах {words}")


@register.filter(is_safe=True)
def unbroken(text: Any) -> str:
    """«№ 7», «Д. И.» and «+7 900 000-14-08» stay on one line."""
    whole = _PARTED.sub("\u00a0", str(text))
    return _PHONE.sub(lambda found: found[0].replace(" ", "\u00a0").replace("-", "\u2011"), whole)


_PARTED = re.compile(r"(?<=№) (?=\d)|(?<=\b[А-ЯЁA-Z]\.) (?=[А-ЯЁA-Z]\.)")
_PHONE = re.compile(r"\+\d[\d -]{9,}")


@register.filter
def phone(value: str | None) -> str:
    """«+7 900 000-14-08», never broken at the end of a line."""
    return format_html('<span class="phone">{}</span>', show_phone(value)) if value else ""


@register.filter
def phone_note(value: str | None) -> str:
    """«на платформе понадобится российский номер»; nothing of a Russian number that can be."""
    return phones.phone_note(value or "")


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """`{% query_with cursor=page.next %}`: the query of the present address with some parameters changed."""
    return web.query_with(context["request"].GET, **changes)


@register.filter
def share(part: Any, whole: Any) -> str:
    """`part` as per cent of `whole`, for the width of a bar's segment."""
    return f"{100 * (part or 0) / whole:.2f}" if whole else "0"


@register.filter
def state_look(status: Any) -> dict[str, str]:
    """Tone, icon and word of a state's chip; an unknown state is a mistake of ours and raises KeyError."""
    return look_of(str(status))._asdict()


@register.simple_tag
def state(status: Any, words: Any = "") -> str:
    """`{% state link.status %}`: the chip of a state, with its own word or with `words`, which may agree with a person."""
    look = look_of(str(status))
    return _chip(look.tone, look.icon, str(words or look.label))


@lru_cache(maxsize=1024)
def _chip(tone: str, name: str, words: str) -> str:
    drawn = icon(name, 14, aria_hidden="true")
    return format_html('<span class="chip {}">{}{}</span>', tone, drawn, words)


@register.filter
def without_label(words: str, label: Any) -> str:
    """«ИНН «7701»: нужно 10 цифр» → ««7701»: нужно 10 цифр», where the label stands before it anyway."""
    return re.sub(rf"^{re.escape(str(label))}[: ] *", "", words)


@register.filter
def fields_with_errors(form: Any) -> list[Any]:
    """The bound fields of `form` that were filled in wrongly, for the summary above it."""
    return [field for field in form if field.errors]


@register.filter
def is_local_path(value: Any) -> bool:
    """Whether a message carries the address of its undo, or of what is next: a path of ours, never another host."""
    return bool(value) and str(value).startswith("/") and not str(value).startswith(("//", "/\\"))
