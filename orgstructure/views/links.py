"""The links of all classes on the platform, on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.access import PortalRequest
from core.confirm import ask_first
from core.errors import Refusal
from core.russian import ru_plural
from core.web import get_or_post, render_page, requires
from orgstructure.link_table import Line, link_table, put_errors, read_links
from orgstructure.selectors import classes_where, platform_links_of, with_platform_links
from orgstructure.services.platform_links import LinkConflict, Wanted, write_link_table
from undo.web import tell_done


@get_or_post
@requires("classes.edit_link")
def platform_links(request: PortalRequest) -> HttpResponse:
    """Class × role: by which link each joins; all classes of today whose links the actor may write, saved as a whole."""
    rows = with_platform_links(
        classes_where(request.access, "classes.edit_link").select_related("organization")
    )
    lines = link_table((row, platform_links_of(row)) for row in rows)
    error = ""
    if request.method == "POST":
        wanted = [Wanted(*found) for found in read_links(lines, request.POST)]
        if any(cell.error for line in lines for cell in line.cells.values()):
            error = "Ничего не сохранено: исправьте отмеченное."
        else:
            try:
                return _save(request, wanted)
            except LinkConflict as conflict:
                error = "Ничего не сохранено: посмотрите отмеченное."
                put_errors(lines, conflict.places)
            except Refusal as refusal:
                error = refusal.message
    context = {"lines": lines, "lacking": _lacking(lines), "error": error}
    return render_page(request, "orgstructure/platform_links.html", context, status=400 if error else 200)


def _lacking(lines: list[Line]) -> int:
    return sum(bool(line.lacks) for line in lines)


def _saved(wanted: list[Wanted], changed: int) -> str:
    """«Сохранено: 6 ссылок в 4 классах. Одна для всех считается за каждую роль.»"""
    classes = len({one.school_class.pk for one in wanted})
    words = f"{ru_plural(changed, 'ссылка,ссылки,ссылок')} в {ru_plural(classes, 'классе,классах,классах')}"
    is_shared = len({one.link for one in wanted}) < len(wanted)
    return f"Сохранено: {words}.{' Одна для всех считается за каждую роль.' if is_shared else ''}"


def _save(request: PortalRequest, wanted: list[Wanted]) -> HttpResponse:
    """Write the table, asking first where a link stops to serve; refusals as the service."""
    asked = ask_first(
        request,
        write_link_table,
        title="Сохранить ссылки?",
        button="Сохранить",
        back_url=request.get_full_path(),
        can_undo=True,
        organization=request.organization,
        links=wanted,
        actor=request.user,
    )
    if asked:
        return asked
    changed = write_link_table(organization=request.organization, links=wanted, actor=request.user)
    if changed:
        tell_done(request, _saved(wanted, changed), changed.run)
    else:
        messages.info(request, "Ничего не изменилось.")
    return redirect("orgstructure:platform_links")
