"""Template words of the portal: counts that agree, dates as people write them, addresses that keep their filters."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

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
        value = timezone.localtime(value)
        pattern = "j E" if value.year == timezone.localdate().year else "j E Y"
        return f"{date_format(value, pattern)}, {value:%H:%M}"
    return date_format(value, "j E" if value.year == timezone.localdate().year else "j E Y")


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
