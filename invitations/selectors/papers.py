"""Links as papers: cards and pages to print, the register of annulled ones."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format

from core import clock
from core.rows import Platform
from documents.rendering import render_register_pdf
from documents.selectors import letterhead
from invitations.codes import link_url, short_code
from invitations.models import Invitation
from invitations.selectors.links import place_words, portal_host
from invitations.selectors.notes import family_notes, own_notes
from invitations.sheets import Card, render_cards_pdf, render_parent_pages_pdf
from orgstructure.models import Enrolment
from roles.selectors import administrator_of

Role = Enrolment.Role
COLUMNS = ("Кому", "Класс", "Роль", "Создана", "Аннулирована", "Кем", "Причина")


def sheet_pdf(links: list[Invitation], layout: str) -> bytes:
    """Links as PDF: `layout` is "cards" (to cut out) or "pages" (one for each)."""
    school = links[0].organization.short_name if links else ""
    title = f"Ссылки-приглашения · {school}"
    render = render_parent_pages_pdf if layout == "pages" else render_cards_pdf
    return render(_cards(links), title)


def _cards(links: Iterable[Invitation]) -> list[Card]:
    links = list(links)
    notes = family_notes(links) | own_notes(links)
    return [
        Card(
            url=link_url(link),
            short_code=short_code(link),
            title=link.organization.short_name,
            subtitle=place_words(link.school_class),
            person=link.person.full_name if link.person else "",
            role=link.role,
            valid_until=_until(link),
            note=notes.get((link.person_id or 0, link.school_class_id), ""),
            enter_at=portal_host(),
            platform=Platform(link.school_class.platform).label,
        )
        for link in links
    ]


def _until(link: Invitation) -> str:
    end = clock.local(link.expires_at)
    return f"{date_format(end, 'j E Y')} г., {end:%H:%M} {link.organization.whose_time}".rstrip()


def register_pdf(organization: Any, links: Iterable[Invitation], period: str) -> bytes:
    """The register of annulled links, to be signed by the administrator (clause 2.1 m)."""
    rows = [
        (
            link.person.full_name if link.person else "ссылка класса",
            place_words(link.school_class),
            link.get_role_display(),
            _moment(link.created_at),
            _moment(link.annulled_at),
            str(link.annulled_by) if link.annulled_by else "по ссылке",
            link.annul_reason,
        )
        for link in links
    ]
    appointed = administrator_of(organization)
    signers = [("Администратор Сферума", appointed.person.short_name)] if appointed else []
    return render_register_pdf(
        f"Реестр аннулированных ссылок-приглашений {period}",
        letterhead(organization),
        COLUMNS,
        rows,
        footer=f"Всего: {len(rows)}",
        signers=signers,
    )


def _moment(at: Any) -> str:
    return clock.local(at).strftime("%d.%m.%Y %H:%M") if at else "—"
