"""Template words of the portal: counts that agree, dates as people write them, addresses that keep their filters."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format

from core import clock
from core.phones import show_phone, veil_phone

register = template.Library()


def plural_form(n: int, one: str, few: str, many: str) -> str:
    """The form of a Russian noun that goes with `n`: 21 чат, 22 чата, 25 чатов."""
    n = abs(int(n))
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


@register.filter
def ru_plural(n: Any, forms: str) -> str:
    """`{{ 22|ru_plural:"чат,чата,чатов" }}` → «22 чата»."""
    return f"{n} {plural_form(n or 0, *forms.split(','))}"


@register.filter
def ru_form(n: Any, forms: str) -> str:
    """As ru_plural, without the number."""
    return plural_form(n or 0, *forms.split(","))


@register.filter
def dt(value: datetime | date | None) -> str:
    """«22 ноября, 14:05»; a date without a time; the year only when it is another one."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = clock.local(value)
        pattern = "j E" if value.year == clock.today().year else "j E Y"
        return f"{date_format(value, pattern)}, {value:%H:%M}"
    return date_format(value, "j E" if value.year == clock.today().year else "j E Y")


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, obj: Any = None) -> bool:
    """`{% may "chats.edit" chat as editable %}`: the same answer as the view will give."""
    request = context.get("request")
    access = getattr(request, "access", None)
    return bool(access and access.can(action, obj))


@register.filter
def phone(value: str | None) -> str:
    """«+7 900 000-14-08»"""
    return show_phone(value or "")


@register.filter
def veiled_phone(value: str | None) -> str:
    """«+7 900 ••• 14-08»"""
    return veil_phone(value or "")


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The query of the present address with some parameters changed; None drops one. A new filter drops the cursor."""
    query = context["request"].GET.copy()
    if "cursor" not in changes:
        query.pop("cursor", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def share(part: Any, whole: Any) -> str:
    """`part` as per cent of `whole`, for the width of a bar's segment."""
    return f"{100 * (part or 0) / whole:.2f}" if whole else "0"


_LOOKS = {
    "active": ("act", "link", "активна"),
    "expiring": ("warn", "clock", "истекает"),
    "accepted": ("good", "check", "принята"),
    "expired": ("idle", "clock", "истекла"),
    "annulled": ("bad", "ban", "аннулирована"),
    "draft": ("idle", "pencil", "черновик"),
    "pending": ("warn", "clock", "ждёт решения"),
    "returned": ("bad", "undo-2", "возвращено"),
    "signed": ("good", "check", "подписан"),
    "revoked": ("bad", "ban", "отменён"),
    "dropped": ("idle", "ban", "снят"),
    "approved": ("good", "check", "одобрена"),
    "cancelled": ("idle", "ban", "отменено"),
    "queued": ("act", "clock", "в очереди"),
    "sending": ("act", "send", "отправляется"),
    "sent": ("good", "check", "отправлено"),
    "failed": ("bad", "circle-alert", "ошибка"),
    "uncertain": ("warn", "circle-question-mark", "возможно, ушло"),
    "answered": ("act", "mail-open", "ответ получен"),
    "registered": ("good", "check", "зарегистрирована"),
    "new": ("act", "user-plus", "новая"),
    "rejected": ("bad", "x", "отклонена"),
    "withdrawn": ("idle", "undo-2", "отозвана"),
    "not_started": ("idle", "minus", "не начато"),
    "confirmed": ("good", "check", "подтверждён"),
    "refused": ("bad", "x", "отказ"),
    "planned": ("act", "pencil", "запланирован"),
    "created": ("good", "check", "создан"),
    "archived": ("idle", "archive", "в архиве"),
    "missing": ("bad", "x", "нет"),
    "not_needed": ("idle", "minus", "не нужен"),
    "joined": ("act", "check", "вступил"),
    "invited": ("act", "link", "приглашён"),
    "not_invited": ("idle", "minus", "без ссылки"),
}


@register.filter
def state_look(status: Any) -> dict[str, str]:
    """Tone, icon and word of a state's chip; an unknown state is a mistake of ours and raises KeyError."""
    tone, icon, label = _LOOKS[str(status)]
    return {"tone": tone, "icon": icon, "label": label}


@register.filter
def fields_with_errors(form: Any) -> list[Any]:
    """The bound fields of `form` that were filled in wrongly, for the summary above it."""
    return [field for field in form if field.errors]


@register.filter
def is_local_path(value: Any) -> bool:
    """Whether a message carries the address of its undo: a path of ours, never another host."""
    return bool(value) and str(value).startswith("/") and not str(value).startswith(("//", "/\\"))
