"""Links as those who make them see them (clauses 2.1 g, 2.1 m): the list, new ones, one link, bulk decisions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.access import PortalRequest
from core.errors import Invalid
from core.pagination import paginate
from core.web import back, check, get_or_post, next_of, posted, refusals_as_messages, render_page, requires
from documents.russian import count
from invitations.codes import link_url, short_code, show_short_code
from invitations.filters import InvitationFilter
from invitations.forms import ROLE_CHOICES, AnnulForm, DaysForm
from invitations.models import Invitation, JoinRequest
from invitations.selectors import links as selectors
from invitations.services import links as services
from invitations.services import mailing, restoring
from invitations.services.handing import hand_over
from invitations.sheets import qr_svg
from invitations.texts import REFUSED_ARE_LEFT
from invitations.views.common import chosen_links, class_of, link_of, role_of
from undo.services import Counted
from undo.web import tell_done

LINKS = ("ссылка", "ссылки", "ссылок")


@require_GET
@requires("invitations.view")
def links(request: PortalRequest) -> HttpResponse:
    """The list: filters with their counts, bulk decisions on what is ticked."""
    access = request.access
    asked = InvitationFilter.of_page(request, selectors.links_for(access))
    asked.refuse("state")
    school_class, role = asked.row("school_class", selectors.classes_with_links(access)), asked.value("role")
    counts = selectors.box_counts(asked.without_tab(), asked.now)
    seldom = selectors.DISOWNED
    boxes = [
        one for one in selectors.BOXES if one[0] != seldom or counts[seldom] or asked.value("state") == seldom
    ]
    page = paginate(asked.qs, ("-id",), request.GET.get("cursor"))
    context = {
        "asked": asked,
        "tabs": asked.tabs(boxes, counts),
        "counts": counts,
        "chosen": asked.value("state"),
        "page": page,
        "lines": selectors.lines(page, access, asked.now),
        "school_class": school_class,
        "role": role,
        "filtered": bool(school_class or role or asked.value("q").strip()),
        "may_annul_all": bool(
            school_class
            and counts["active"]
            and access.can("invitations.manage", Invitation(school_class=school_class, role=role or "pupil"))
        ),
    }  # fmt: skip
    return render_page(request, "invitations/links.html", context)


@require_GET
@requires("invitations.view")
@cache_control(no_store=True)
def link(request: PortalRequest, pk: int) -> HttpResponse:
    """One link; its code only for those who may manage it, and only while it works."""
    return _link_page(request, link_of(request, pk))


def _link_page(request: PortalRequest, row: Invitation, form: DaysForm | None = None) -> HttpResponse:
    now = clock.now()
    line = selectors.lines([row], request.access, now)[0]
    context = {
        "line": line,
        "link": row,
        "place": selectors.place_words(row.school_class),
        "history": selectors.history(row),
        "replaced_by": request.access.rows("invitations.view", Invitation).filter(replaces=row).first(),
        "form": form or DaysForm(link=row, now=now),
    }
    if line.may_manage and line.over:
        context |= {
            "may_return": row.status == Invitation.Status.ACCEPTED and row.person_id is not None,
            "may_restore": selectors.may_restore(row, now) and not context["replaced_by"],
            "was_refused": selectors.was_refused(row),
            "is_there": selectors.is_there(row, clock.day_of(now)),
            "may_make": row.is_full,
            "waiting": row.requests.filter(status=JoinRequest.Status.NEW).count() if row.is_full else 0,
        }
    context["will_end"] = selectors.will_end(row)
    if line.may_manage and not line.over:
        context |= {
            "url": link_url(row),
            "short": show_short_code(short_code(row)),
            "host": selectors.portal_host(),
        }
    return render_page(request, "invitations/links_one.html", context, status=400 if form else 200)


@require_GET
@requires("invitations.manage")
@cache_control(no_store=True)
def qr(request: PortalRequest, pk: int) -> HttpResponse:
    """The link as a QR picture; 404 once it does not work."""
    row = link_of(request, pk)
    check(request, "invitations.manage", row)
    if row.state_at(clock.now()) != Invitation.Status.ACTIVE:
        raise Http404
    return HttpResponse(qr_svg(link_url(row)), content_type="image/svg+xml")


@require_POST
@requires("invitations.manage")
def extend(request: PortalRequest, pk: int) -> HttpResponse:
    row = link_of(request, pk)
    check(request, "invitations.manage", row)
    form = DaysForm(request.POST, link=row, now=clock.now())
    if not form.is_valid():
        return _link_page(request, row, form)
    with refusals_as_messages(request):
        services.extend_invitations(invitations=[row], days=form.cleaned_data["days"], actor=request.user)
        messages.success(request, "Срок продлён.")
    return redirect("invitations:link", row.pk)


@require_POST
@requires("invitations.manage")
def restore(request: PortalRequest, pk: int) -> HttpResponse:
    """A link that was closed by mistake works again."""
    row = link_of(request, pk)
    check(request, "invitations.manage", row)
    with refusals_as_messages(request):
        restoring.restore_invitation(
            invitation=row, actor=request.user, at_own_wish=request.POST.get("at_own_wish") == "yes"
        )
        messages.success(request, f"{selectors.whose_words(row)} снова действует.")
    return redirect("invitations:link", row.pk)


@require_POST
@requires("invitations.manage")
def act(request: PortalRequest) -> HttpResponse:
    """One decision on what is ticked: one service call, then the list again."""
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise Http404
    try:
        rows = chosen_links(request, request.POST.getlist("link"))
    except Invalid as refusal:
        messages.error(request, refusal.message)
        return back(request, "invitations:list")
    if action == "annul":
        form = AnnulForm(request.POST)
        if not form.is_valid():
            ticked = [("link", str(row.pk)) for row in rows]
            query = urlencode([*ticked, ("next", str(request.POST.get("next", "")))])
            return redirect(f"{reverse('invitations:annul')}?{query}")
    if action == "reissue" and "sure" not in request.POST and any(_works(row) for row in rows):
        return _ask_before_reissue(request, rows)
    with refusals_as_messages(request):
        ACTIONS[action](request, rows)
    return back(request, "invitations:list")


def _works(row: Invitation) -> bool:
    return row.state_at(clock.now()) == Invitation.Status.ACTIVE


def _ask_before_reissue(request: PortalRequest, rows: list[Invitation]) -> HttpResponse:
    """Working links will end: asked once, saying whose."""
    context = {
        "rows": rows,
        "next": request.POST.get("next", ""),
        "will_end": selectors.will_end(rows[0]) if len(rows) == 1 else "",
    }
    return render_page(request, "invitations/links_reissue.html", context)


def _send(request: PortalRequest, rows: list[Invitation]) -> None:
    _tell_mailed(request, mailing.send_invitations(invitations=rows, actor=request.user))


def _remind(request: PortalRequest, rows: list[Invitation]) -> None:
    _tell_mailed(request, mailing.remind_invitations(invitations=rows, actor=request.user))


def _extend(request: PortalRequest, rows: list[Invitation]) -> None:
    done = services.extend_invitations(invitations=rows, actor=request.user)
    tell_done(request, f"Продлено: {count(len(done), *LINKS)}.", done.run)


def _reissue(request: PortalRequest, rows: list[Invitation]) -> None:
    done = services.reissue_invitations(
        invitations=rows, actor=request.user, at_own_wish=request.POST.get("at_own_wish") == "yes"
    )
    words = f"Перевыпущено: {count(len(done), *LINKS)}. Прежние больше не действуют, раздайте новые."
    tell_done(request, words, done.run)


def _hand(how: str) -> Any:
    def hand(request: PortalRequest, rows: list[Invitation]) -> None:
        done = hand_over(invitations=rows, how=how, actor=request.user)
        words = f"Отмечено переданными {Invitation.Way(how).label}" if how else "Отметка о передаче снята"
        tell_done(request, f"{words}: {count(done, *LINKS)}." if done else "Ничего не изменилось.", done.run)

    return hand


def _annul(request: PortalRequest, rows: list[Invitation]) -> None:
    done = services.annul_invitations(
        invitations=rows, reason=request.POST.get("reason", ""), actor=request.user
    )
    _tell_annulled(request, done, len(rows))


ACTIONS = {
    "send": _send,
    "remind": _remind,
    "extend": _extend,
    "reissue": _reissue,
    "annul": _annul,
    "handed_messenger": _hand(Invitation.Way.MESSENGER),
    "handed_paper": _hand(Invitation.Way.PAPER),
    "not_handed": _hand(""),
}


def _tell_mailed(request: PortalRequest, mailed: mailing.Mailed) -> None:
    tell_done(request, mailing.told_mailed(mailed), mailed.run)
    if mailed.without_mail:
        names, more = mailed.without_mail[:10], len(mailed.without_mail) - 10
        tail = f" и ещё {more}" if more > 0 else ""
        messages.warning(
            request, f"Нет почты: {', '.join(names)}{tail}. Напечатайте им листы или скопируйте ссылки."
        )
    if mailed.refused:
        messages.warning(request, capfirst(REFUSED_ARE_LEFT.format(", ".join(mailed.refused))))


def _tell_annulled(request: PortalRequest, done: Counted, chosen: int) -> None:
    tell_done(request, f"Аннулировано: {count(done, *LINKS)}.", done.run)
    if done < chosen:
        messages.warning(
            request,
            f"Остались как были: {count(chosen - done, *LINKS)}. Их успели принять, или они уже не действовали.",
        )


@get_or_post
@requires("invitations.manage")
def annul(request: PortalRequest) -> HttpResponse:
    """Ask once before annulling: the ticked links, or all working ones of a class; with the reason."""
    given = request.POST if request.method == "POST" else request.GET
    school_class = class_of(request, selectors.classes_with_links(request.access), given)
    if school_class:
        rows = selectors.links_to_manage(request.access).filter(school_class=school_class)
        role = role_of(request, given)
        rows = rows.filter(role=role) if role else rows
        chosen = list(rows.filter(selectors.box("active", clock.now())))
    else:
        role = ""
        chosen = chosen_links(request, given.getlist("link"))
    form = AnnulForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            done = services.annul_invitations(invitations=chosen, actor=request.user, **form.cleaned_data)
            _tell_annulled(request, done, len(chosen))
        return back(request, "invitations:list")
    context = {
        "form": form,
        "chosen": chosen,
        "school_class": school_class,
        "role": role,
        "role_label": dict(ROLE_CHOICES).get(role, ""),
        "next": next_of(request),
        "will_end": selectors.will_end(chosen[0]) if len(chosen) == 1 else "",
    }
    return render_page(
        request, "invitations/links_annul.html", context, status=400 if request.method == "POST" else 200
    )
