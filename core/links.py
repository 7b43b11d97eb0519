"""Links into the platform: which hosts are Sferum's, and what a pasted link must look like."""

from urllib.parse import urlsplit

from core.errors import Invalid
from core.rows import Platform

# What the platform's own «Скопировать ссылку» gives, by platform; subdomains count.
HOSTS = {
    Platform.VK: ("vk.me", "vk.com", "vk.ru", "vk.cc", "sferum.ru"),
    Platform.MAX: ("max.ru",),
}


def check_platform_link(text: str, platform: str, *, field: str = "link") -> str:
    """A link into `platform` as it was copied there; '' stays ''. Raises Invalid with the value and what to do."""
    text = text.strip()
    if not text:
        return ""
    if len(text) > 500:
        raise Invalid(
            f"Ссылка «{text[:60]}…» длиннее 500 знаков. Скопируйте её на платформе заново.", field=field
        )
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme != "https" or not host or " " in text:
        raise Invalid(
            f"«{text[:120]}» — не ссылка. Она начинается с https:// и копируется целиком.", field=field
        )
    known = HOSTS[Platform(platform)]
    if not any(host == name or host.endswith(f".{name}") for name in known):
        raise Invalid(
            f"Ссылка «{text[:120]}» ведёт на {host}, а чаты {Platform(platform).label} живут на {', '.join(known)}. "
            "Проверьте ссылку или платформу.",
            field=field,
        )
    return text
