"""Links for those who make them: the list, new ones, one, and what is done to many."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import Refusal
from core.keyset import page_of
from core.names import search_form
from core.templatetags.portal import plural_form
from core.web import add_refusal, back, check, refusals_as_messages, render_page, requires
from invitations.codes import link_url, short_code, show_short_code
from invitations.forms.links import ClassLinkForm, PersonalForm, WhereForm
from invitations.models import Invitation
from invitations.selectors import links as selectors
from invitations.services import links as services
from invitations.services import mailing

LINK = ("ссылка", "ссылки", "ссылок")


def _count(n: int, forms: tuple[str, str, str] = LINK) -> str:
    return f"{n} {plural_form(n, *forms)}"


@require_GET
@requires("invitations.view")
def link_list(request: Any) -> HttpResponse:
    """All links by state, class and role, newest first."""
    now = timezone.now()
    rows = selectors.invitations_for(request.access)
    chosen = {name: request.GET.get(name, "") for name in ("class", "role", "q")}
    if chosen["class"].isdigit():
        rows = rows.filter(school_class=int(chosen["class"][:15]))
    if chosen["role"] in Invitation.Role.values:
        rows = rows.filter(role=chosen["role"])
    for word in search_form(chosen["q"].replace("\x00", "")[:100]).split():
        rows = rows.filter(person__search_name__contains=word)
    state = request.GET.get("state", "active")
    counts = selectors.state_counts(rows, now)
    page = page_of(
        selectors.with_people(selectors.in_state(rows, state, now)), ("-pk",), request.GET.get("cursor")
    )
    context = {
        "page": page,
        "lines": [(link, _look(link, now)) for link in page],
        "state": state,
        "states": [(key, label, counts[key]) for key, label in selectors.STATES],
        "counts": counts,
        "chosen": chosen,
        "classes": selectors.inviting_classes(request.access)
        if not request.access.sees_whole_school
        else _all_classes(),
        "roles": Invitation.Role.choices,
        "may_manage": request.access.can("invitations.manage"),
    }
    return render_page(request, "invitations/links.html", context)


def _all_classes() -> Any:
    return selectors.SchoolClass.objects.filter(archived_at=None).order_by("kind", "grade", "letter")


def _look(link: Invitation, now: Any) -> str:
    state = link.state_at(now)
    return "expiring" if state == "active" and link.expires_at - now <= selectors.SOON else state


@require_http_methods(["GET", "HEAD", "POST"])
@requires("invitations.create")
def link_new(request: Any) -> HttpResponse:
    """First where, then for whom: personal links, or one link of the class."""
    where = WhereForm(request.GET if request.GET.get("school_class") else None, access=request.access)
    context: dict[str, Any] = {"where": where}
    if where.is_bound and where.is_valid():
        school_class, role = where.cleaned_data["school_class"], where.cleaned_data["role"]
        personal = PersonalForm(school_class=school_class, role=role)
        class_link = ClassLinkForm(role=role)
        if request.method == "POST":
            _check_place(request, school_class, role)
            if request.POST.get("kind") == "class":
                class_link = ClassLinkForm(request.POST, role=role)
                done = _make_class_link(request, class_link, school_class, role)
            else:
                personal = PersonalForm(request.POST, school_class=school_class, role=role)
                done = _make_personal(request, personal, school_class, role)
            if done:
                return done
        people = list(personal.fields["people"].queryset)  # type: ignore[attr-defined]
        wanted = set(request.POST.getlist("people") or request.GET.getlist("people"))
        context |= {
            "school_class": school_class,
            "role": role,
            "role_word": Invitation.Role(role).label,
            "personal": personal,
            "class_link": class_link,
            "people": [(person, not wanted or str(person.pk) in wanted) for person in people],
        }
    status = 400 if request.method == "POST" or (where.is_bound and not where.is_valid()) else 200
    return render_page(request, "invitations/link_new.html", context, status=status)


def _check_place(request: Any, school_class: Any, role: str) -> None:
    check(request, "invitations.create", Invitation(school_class=school_class, role=role))


def _make_personal(request: Any, form: PersonalForm, school_class: Any, role: str) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        made = services.create_personal(
            organization=request.organization,
            people=form.cleaned_data["people"],
            school_class=school_class,
            role=role,
            days=form.cleaned_data["days"],
            actor=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(
        request,
        f"Готово: {_count(len(made.links))} в {school_class}. Напечатайте листы или отправьте почтой.",
    )
    for names, why in ((made.have_one, "уже есть действующая ссылка"), (made.joined, "уже вступили")):
        if names:
            messages.warning(request, f"Пропущены, {why}: {', '.join(names[:10])}.")
    return redirect(f"{reverse('invitations:list')}?state=active&class={school_class.pk}&role={role}")


def _make_class_link(request: Any, form: ClassLinkForm, school_class: Any, role: str) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        link = services.create_class_link(
            organization=request.organization,
            school_class=school_class,
            role=role,
            max_uses=form.cleaned_data["max_uses"],
            days=form.cleaned_data["class_days"],
            actor=request.user,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, "Ссылка класса готова. Все, кто откроет её, подадут заявку на вступление.")
    return redirect("invitations:link", link.pk)


@require_GET
@requires("invitations.view")
def link(request: Any, pk: int) -> HttpResponse:
    """One link: its address and codes for those who may hand it out, and its story."""
    row = get_object_or_404(selectors.with_people(selectors.invitations_for(request.access)), pk=pk)
    now = timezone.now()
    manages = request.access.can("invitations.manage", row)
    context: dict[str, Any] = {"link": row, "look": _look(row, now), "manages": manages}
    if manages and row.state_at(now) == Invitation.Status.ACTIVE:
        context |= {"url": link_url(row), "digits": show_short_code(short_code(row))}
    context["newer"] = Invitation.objects.filter(replaces=row).first()
    return render_page(request, "invitations/link.html", context)


ACTIONS = ("annul", "reissue", "extend", "send", "remind")


@require_POST
@requires("invitations.manage")
def bulk(request: Any) -> HttpResponse:
    """Do one thing to the ticked links, or to all of a class. Without a reason an annulment asks for it first."""
    what = request.POST.get("do", "")
    if what == "print":
        return redirect(f"{reverse('invitations:sheet')}?{'&'.join(f'link={pk}' for pk in _ids(request))}")
    if what not in ACTIONS:
        return HttpResponseBadRequest("Неизвестное действие.")
    rows = _picked(request)
    if what == "annul" and "reason" not in request.POST:
        return render_page(
            request, "invitations/annul.html", {"rows": rows, "next": request.POST.get("next", "")}
        )
    with refusals_as_messages(request):
        messages.success(request, _do(request, what, rows))
    return back(request, "invitations:list")


def _ids(request: Any) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("pick") if pk.isdigit() and len(pk) < 16]


def _picked(request: Any) -> list[Invitation]:
    rows = selectors.with_people(selectors.invitations_for(request.access))
    if request.POST.get("whole_class", "").isdigit():
        rows = rows.filter(
            school_class=int(request.POST["whole_class"][:15]), status=Invitation.Status.ACTIVE
        )
    else:
        wanted = _ids(request)
        rows = rows.filter(pk__in=wanted)
        if len(rows) != len(set(wanted)):
            raise Http404
    for row in rows:
        check(request, "invitations.manage", row)
    return list(rows)


def _do(request: Any, what: str, rows: list[Invitation]) -> str:
    actor = request.user
    if what == "annul":
        n = services.annul_invitations(invitations=rows, reason=request.POST.get("reason", ""), actor=actor)
        left = len(rows) - n
        return f"Аннулировано: {_count(n)}." + (f" Не тронуто, уже не действовали: {left}." if left else "")
    if what == "reissue":
        made = services.reissue_invitations(invitations=rows, actor=actor)
        return f"Перевыпущено: {_count(len(made))}. Прежние больше не действуют."
    if what == "extend":
        days = request.POST.get("days", "14")
        n = services.extend_invitations(
            invitations=rows, days=int(days) if days.isdigit() and len(days) < 5 else -1, actor=actor
        )
        return f"Продлено: {_count(n)}."
    verb = mailing.send_invitations if what == "send" else mailing.remind_invitations
    mailed = verb(invitations=rows, actor=actor)
    letters = _count(mailed.sent, ("письмо", "письма", "писем"))
    without = f" Нет почты у: {', '.join(mailed.without_mail[:10])}." if mailed.without_mail else ""
    return f"В очереди на отправку {letters}.{without}"
