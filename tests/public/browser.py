"""A browser at the page of a link: it opens the page and presses what stands there, with the mark of the page."""

import re

from django.test import Client

from invitations.marks import mark_of, new_secret

MARK = re.compile(r'name="mark" value="([^"]+)"')


def mark_on(client: Client, path: str) -> str:
    """The mark that the page gives to this browser; one of its own where the page has no form any more."""
    found = MARK.search(client.get(path).content.decode())
    return found[1] if found else mark_of(new_secret(), 0)


def press(client: Client, path: str, answer: dict, **headers: str):
    """Open the page, fill in its form, press."""
    return client.post(path, {"mark": mark_on(client, path), **answer}, **headers)
