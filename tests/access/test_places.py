"""Every page that opens with an account is looked at in the browser: axe, an HTML checker, 320 px, keyboard and thumb."""

import re

from django.urls import resolve

from tests.access.routes import ROUTES
from tests.browser.places import PLACES

# Answered with a file: there is no page to look at.
FILES = {
    "documents:file", "documents:order_docx", "documents:order_page", "documents:order_pdf", "files:job_result",
    "invitations:annulled_pdf", "invitations:qr", "outbox:attachment", "outbox:raw", "registration:consent_blank",
    "registration:consent_scan", "registration:letter", "registration:sent_letter",
}  # fmt: skip
# A page that the walk cannot open, and why.
EXCEPTIONS = {
    "registration:new": "the schools of the demo have begun their application; its form is that of registration:edit",
    "registration:register": "opens after the platform's answer, which the demo waits for; one form of two fields",
}


def route_of(place):
    path = re.sub(r"\{[^}]*code[^}]*\}", "A" * 24, place.path.partition("?")[0])
    return resolve(re.sub(r"\{[^}]*\}", "1", path)).view_name


def test_every_page_with_an_account_stands_among_the_places():
    walked = {route_of(place) for place in PLACES if place.name != "not-found"}
    pages = {name for name, row in ROUTES.items() if "GET" in row.methods.split()} - FILES
    assert pages - walked - set(EXCEPTIONS) == set()


def test_no_exception_is_left_over():
    walked = {route_of(place) for place in PLACES if place.name != "not-found"}
    assert (FILES | set(EXCEPTIONS)) & walked == set()
    assert (FILES | set(EXCEPTIONS)) - set(ROUTES) == set()


def test_every_place_has_its_own_picture():
    names = [place.name for place in PLACES]
    assert len(names) == len(set(names))
