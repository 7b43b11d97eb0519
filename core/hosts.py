"""Where the portal stands, as machines name it and as people read it. Asked by the settings: no Django here."""

from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit


def ascii_host(host: str) -> str:
    """«портал.школа.рф» → xn--80awhdgm…; what is ASCII already stays, and so does the dot in front that means «and below».

    ValueError for a name that cannot be.
    """
    if host.isascii():
        return host
    name = host.removeprefix(".")
    return host[: len(host) - len(name)] + name.encode("idna").decode("ascii")


def ascii_url(url: str) -> str:
    """An address with its host as machines name it. ValueError for one without a scheme and a host."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url} is no address: it begins with https:// and a host")
    if url.isascii():
        return url
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=ascii_host(parts.hostname) + port))


def shown_address(url: str) -> str:
    """An address as it is printed for people who type it: without the scheme, the host in their own letters."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    if "xn--" in host:
        with suppress(UnicodeError):
            host = host.encode().decode("idna")
    return f"{host}{port}{parts.path}"
