"""Links into the platform: taken out of pasted text, read as browsers read them, known by their host."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from core.alphabets import odd_letter
from core.errors import Invalid
from core.rows import Platform
from core.russian import in_signs

# What the platform's own «Скопировать ссылку» gives, by platform; subdomains count.
HOSTS = {
    Platform.VK: ("vk.me", "vk.com", "vk.ru", "sferum.ru"),
    Platform.MAX: ("max.ru",),
}
# Addresses that say nothing of where they lead.
SHORT_HOSTS = ("vk.cc", "clck.ru", "goo.su", "goo.gl", "bit.ly", "is.gd", "tinyurl.com", "u.to", "qps.ru")
REDIRECTS = re.compile(r"^/(away|redirect|share|out)(\.php)?/?$", re.I)
MAX_LINK = 500
MAX_PASTED = 5_000

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
# An address with its scheme runs to the next blank; one without begins with a host and has something behind it.
_ADDRESS = re.compile(
    rf"https?:[^ \n\r\u00a0<>«»\"]*|(?<![\w.@/:\\-]){_HOST}[/\\:@][^ \n\r\u00a0<>«»\"]*", re.I
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.I)
_BARE_HOST = re.compile(r"([\w-]+(?:\.[\w-]+)+)/")
_END = ".,;:!?)]}'’”…*_"
_SPEAKS_RUSSIAN = re.compile(r"[А-ЯЁа-яё]")


@dataclass(frozen=True)
class PlatformAddress:
    """A link into the platform, ready to be stored, and whose it is."""

    link: str
    platform: Platform


def read_platform_link(text: str, platform: str = "", *, field: str = "link") -> PlatformAddress | None:
    """The one link into the platform within what was pasted; None where nothing was.

    Without `platform` any will do: the host tells which. Raises Invalid with the value and what to do: no link in the
    text, two of them, a host that is not the platform's, an address that a browser would read otherwise than we do.
    """
    if not text.strip():
        return None
    if len(text) > MAX_PASTED:
        raise Invalid(
            f"Вставлено {in_signs(text)}, а ссылка ищется в {MAX_PASTED}. Вставьте только ссылку.",
            field=field,
        )
    addresses = list(dict.fromkeys(_trimmed(found) for found in _ADDRESS.findall(text)))
    if not addresses:
        raise Invalid(_no_link(text, platform), field=field)
    read, first = [], None
    for address in addresses:
        try:
            read.append(_read(address, platform, field))
        except Invalid as refusal:
            first = first or refusal
    if not read or (first and any(map(is_tricky, addresses))):
        raise first or AssertionError
    if len({found.link for found in read}) > 1:
        both = " и ".join(found.link for found in read[:2])
        raise Invalid(f"Здесь несколько ссылок: {both}. Оставьте одну, этого чата.", field=field)
    return read[0]


def check_platform_link(text: str, platform: str = "", *, field: str = "link") -> str:
    """The link within `text`, '' where nothing was pasted; refusals as read_platform_link."""
    found = read_platform_link(text, platform, field=field)
    return found.link if found else ""


def shown_link(link: str) -> str:
    """A stored link if it may stand under a button today, else '': the rules may be younger than the link."""
    try:
        return link if check_platform_link(link) == link else ""
    except Invalid:
        return ""


def check_web_address(text: str, *, field: str) -> str:
    """The address of any site, with https:// where no scheme was typed; '' stays ''. Raises Invalid as for links."""
    text = text.strip()
    if not text:
        return ""
    full = text if re.match(r"https?://", text, re.I) else f"https://{text}"
    host = _host_of(full, text, field)
    if " " in text or not re.fullmatch(r"[\w.-]+\.[\w-]{2,}", host):
        raise Invalid(
            f"«{_short(text)}» — не адрес сайта. Он выглядит так: https://school19.example.", field=field
        )
    if len(full) > 200:
        raise Invalid(f"Адрес «{_short(text)}» длиннее 200 знаков. Впишите его короче.", field=field)
    return full


def _no_link(text: str, platform: str) -> str:
    """What is said of a text without an address: what stands there in place of one, if it can be told."""
    scheme = _SCHEME.match(text.strip())
    if scheme and scheme[1].lower() not in ("http", "https"):
        begins = f"ссылка на чат начинается с https://, а не с {scheme[1]}://"
        return f"«{_short(text)}» не подходит: {begins}. Скопируйте её в чате целиком."
    host = _BARE_HOST.match(text.strip())
    odd = _odd_letter_of(host[1]) if host else ""
    if odd:
        return f"«{_short(text)}»: {odd}. Скопируйте ссылку в чате заново."
    return (
        f"«{_short(text)}» — не ссылка. Скопируйте её в чате целиком: она начинается с {_begins(platform)}."
    )


def _odd_letter_of(host: str) -> str:
    """What letter of another alphabet stands in a part of a host, '' where none does."""
    return next(filter(None, map(odd_letter, host.split("."))), "")


def _begins(platform: str) -> str:
    """«max.ru/»; of any platform «vk.me/ или max.ru/»"""
    wanted = [HOSTS[Platform(platform)]] if platform else HOSTS.values()
    return " или ".join(f"{hosts[0]}/" for hosts in wanted)


def is_tricky(address: str) -> bool:
    """Whether browsers may read another host in `address` than Python: a backslash, user-info, an invisible character."""
    authority = re.split(r"[/?#]", re.sub(r"^https?:/*", "", address, flags=re.I), maxsplit=1)[0]
    return "\\" in address or "@" in authority or not address.isprintable()


def _read(address: str, platform: str, field: str) -> PlatformAddress:
    full = address if re.match(r"https?:", address, re.I) else f"https://{address}"
    host = _host_of(full, address, field)
    if _is_of(host, SHORT_HOSTS):
        raise Invalid(
            f"«{_short(address)}» — короткая ссылка: по ней не видно, куда она ведёт. Откройте её и скопируйте ссылку "
            "чата на самой платформе.",
            field=field,
        )
    odd = _odd_letter_of(host)
    if odd:
        raise Invalid(f"«{_short(address)}»: {odd}. Скопируйте ссылку в чате заново.", field=field)
    known = next((one for one, hosts in HOSTS.items() if _is_of(host, hosts)), None)
    if known is None or (platform and known != platform):
        wanted = HOSTS[Platform(platform)] if platform else sum(HOSTS.values(), ())
        where = Platform(platform).label if platform else "Сферума"
        raise Invalid(
            f"Ссылка «{_short(address, 120)}» ведёт на {host}, а чаты {where} живут на {', '.join(wanted)}. "
            "Проверьте ссылку или платформу.",
            field=field,
        )
    parts = urlsplit(full)
    if REDIRECTS.match(parts.path) or any(_leads_on(value) for _, value in parse_qsl(parts.query)):
        raise Invalid(
            f"«{_short(address)}» пересылает на другой адрес. Откройте её и скопируйте ссылку самого чата.",
            field=field,
        )
    return PlatformAddress(_rebuilt(parts, host, address, field), known)


def _rebuilt(parts: SplitResult, host: str, address: str, field: str) -> str:
    link = f"https://{host}{parts.path}"
    link += f"?{parts.query}" if parts.query else ""
    link += f"#{parts.fragment}" if parts.fragment else ""
    if len(link) > MAX_LINK:
        raise Invalid(
            f"Ссылка «{_short(link)}» длиннее {MAX_LINK} знаков. Скопируйте её на платформе заново.",
            field=field,
        )
    if not parts.path.strip("/") and not parts.query and not parts.fragment:
        raise Invalid(
            f"«{_short(address)}» ведёт на главную страницу {host}, а не в чат. Скопируйте ссылку целиком.",
            field=field,
        )
    return link


def _host_of(full: str, typed: str, field: str) -> str:
    """The host of an address in which every browser reads the same one; Invalid of any other."""
    if is_tricky(full):
        raise Invalid(
            f"В адресе «{_short(_visible(typed))}» есть обратная черта, знак @ или невидимый знак: браузер прочтёт его "
            "иначе, чем написано. Скопируйте ссылку на платформе заново.",
            field=field,
        )
    try:
        parts = urlsplit(full)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if _is_broken(full, host, port):
        raise Invalid(
            f"«{_short(typed)}» — не ссылка. Она начинается с https:// и копируется целиком.", field=field
        )
    return host


def _is_broken(full: str, host: str, port: int | None) -> bool:
    """Whether an address has no host, a port of its own, or a scheme without its two slashes."""
    return not host or port is not None or not re.match(r"https?://[^/]", full, re.I)


def _trimmed(found: str) -> str:
    """An address as it was meant: without the words run into it and the signs that end a sentence."""
    beyond = _SPEAKS_RUSSIAN.search(found)
    path = re.match(r"(?:https?://)?[^/?#]+[/?#]", found, re.I)
    if beyond and path and beyond.start() >= path.end():
        found = found[: beyond.start()]
    return found.rstrip(_END)


def _is_of(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _leads_on(value: str) -> bool:
    return bool(re.match(r"\s*(https?:|//|\\)", unquote(value), re.I))


def _visible(text: str) -> str:
    return "".join(ch if ch.isprintable() else "␣" for ch in text)


def _short(text: str, limit: int = 60) -> str:
    text = _visible(text.strip())
    return text if len(text) <= limit else f"{text[:limit]}…"
