"""Chats: the map, the list, one chat, and the links of a class in one form."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chats import rules, selectors, services, texts
from chats.filters import ChatFilter
from chats.forms import ArchiveForm, ChatForm, ClassLinksForm, EditForm, LinkForm
from chats.models import Chat
from core.access import PortalRequest
from core.confirm import ask_first
from core.errors import Refusal
from core.opened import opened
from core.pagination import paginate
from core.russian import ru_plural
from core.web import add_refusal, back, check, form_page, posted, refusals_as_messages, render_page, requires
from invitations.selectors.presence import PRESENT
from orgstructure.models import SchoolClass
from orgstructure.selectors import classes_for
from undo.web import tell_done

Kind, Status = Chat.Kind, Chat.Status
FORMS = "чат,чата,чатов"


@require_GET
@requires("chats.view")
def chat_map(request: PortalRequest) -> HttpResponse:
    """Classes × chats; `?class=led`: of the classes that one leads, as the line on the home page counts them."""
    led_only = request.GET.get("class") == "led"
    context = {"map": selectors.chat_map(request.access, led_only=led_only), "led_only": led_only}
    return render_page(request, "chats/map.html", context)


@require_POST
@requires("chats.create")
def plan(request: PortalRequest) -> HttpResponse:
    """Plan all that is missing, as far as the actor may."""
    with refusals_as_messages(request):
        made = services.plan_missing(
            organization=request.organization,
            actor=request.user,
            allowed=lambda chat: request.access.can("chats.create", chat),
        )
        words = (
            f"Запланировано: {ru_plural(made, FORMS)}. Теперь их создают на платформе и вписывают ссылки."
            if made
            else "Всё уже запланировано."
        )
        tell_done(request, words, made.run)
    return redirect("chats:map")


@require_GET
@requires("chats.view")
def chats(request: PortalRequest) -> HttpResponse:
    asked = ChatFilter.of_page(request, selectors.chats_for(request.access))
    counts = selectors.status_counts(asked.without_tab())
    states = [("", "Все"), *Status.choices]
    context = {
        "asked": asked,
        "tabs": asked.tabs(states, {**counts, "": sum(counts.values())}, hide_empty=True),
        "page": paginate(asked.qs, ("title", "id"), request.GET.get("cursor")),
    }
    return render_page(request, "chats/list.html", context)


@require_GET
@requires("chats.view")
def chat(request: PortalRequest, pk: int) -> HttpResponse:
    chat = _chat(request, pk)
    members = selectors.members_of(chat)
    may_edit = request.access.can("chats.edit", chat)
    context = {
        "chat": chat,
        "rule": rules.RULES[chat.kind],
        "members": members,
        "joined": sum(member.presence in PRESENT for member in members),
        "link_visible": request.access.can("chats.see_link", chat),
        "may_edit": may_edit,
        "history": selectors.history_of(chat) if may_edit else [],
    }
    return render_page(request, "chats/chat.html", context)


@requires("chats.create")
def chat_new(request: PortalRequest) -> HttpResponse:
    form = ChatForm(
        posted(request),
        access=request.access,
        classes=classes_for(request.access),
        initial={name: request.GET.get(name, "") for name in ("kind", "school_class", "subject")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = {name: data[name] for name in ("kind", "school_class", "subject")}
        check(request, "chats.create", Chat(organization=request.organization, **wanted))
        verb = services.create_chat if data["link"] else services.plan_chat
        if not data["link"]:
            del data["link"]
        try:
            write = partial(verb, organization=request.organization, actor=request.user, **data)
            asked = ask_first(
                request,
                write,
                title="Записать чат с этой ссылкой?",
                button="Записать",
                back_url=request.get_full_path(),
                way_back=texts.LINKED_AGAIN,
            )
            if asked:
                return asked
            made = write()
            messages.success(request, f"«{made.title}»: {made.get_status_display()}.")
            return redirect("chats:chat", made.pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return _chat_form(request, form, "Новый чат", "Записать", reverse("chats:map"))


@requires("chats.view")
def chat_edit(request: PortalRequest, pk: int) -> HttpResponse:
    chat = _own_chat(request, pk, "chats.edit")
    form = opened(EditForm(posted(request), access=request.access, chat=chat))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_chat(chat=chat, actor=request.user, **form.cleaned_data)
            return redirect("chats:chat", pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return _chat_form(request, form, f"Изменить: {chat.title}", "Сохранить", _address(chat), chat)


@requires("chats.view")
def chat_link(request: PortalRequest, pk: int) -> HttpResponse:
    chat = _own_chat(request, pk, "chats.edit")
    form = opened(LinkForm(posted(request), initial={"link": chat.link}))
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_first(
                request,
                services.set_chat_link,
                title="Вписать эту ссылку?" if form.cleaned_data["link"].strip() else "Убрать ссылку?",
                button="Вписать" if form.cleaned_data["link"].strip() else "Убрать",
                back_url=_address(chat),
                way_back=texts.LINKED_AGAIN,
                chat=chat,
                actor=request.user,
                **form.cleaned_data,
            )
            if asked:
                return asked
            services.set_chat_link(chat=chat, actor=request.user, **form.cleaned_data)
            messages.success(request, f"«{chat.title}»: {chat.get_status_display()}.")
            return redirect("chats:chat", pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return _chat_form(request, form, f"Ссылка: {chat.title}", "Сохранить ссылку", _address(chat), chat)


@requires("chats.archive")
def chat_archive(request: PortalRequest, pk: int) -> HttpResponse:
    chat = _own_chat(request, pk, "chats.archive")
    form = ArchiveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.archive_chat(chat=chat, actor=request.user, **form.cleaned_data)
            messages.success(request, f"«{chat.title}» в архиве.")
            return redirect("chats:chat", pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return _chat_form(request, form, f"В архив: {chat.title}", "Отправить в архив", _address(chat), chat)


@require_POST
@requires("chats.archive")
def chat_restore(request: PortalRequest, pk: int) -> HttpResponse:
    chat = _own_chat(request, pk, "chats.archive")
    with refusals_as_messages(request):
        services.restore_chat(chat=chat, actor=request.user)
        messages.success(request, f"«{chat.title}» снова в работе.")
    return redirect("chats:chat", pk)


@requires("chats.view")
def class_links(request: PortalRequest, pk: int) -> HttpResponse:
    """All links of a class that the actor may write, in one form: made for a phone."""
    classes = classes_for(request.access).filter(kind=SchoolClass.Kind.STUDY)
    school_class = get_object_or_404(classes.select_related("organization"), pk=pk)

    def allowed(chat: Chat) -> bool:
        return request.access.can("chats.edit", chat)

    slots = [slot for slot in selectors.link_slots(school_class) if allowed(slot.chat)]
    if not slots:
        raise PermissionDenied
    form = opened(ClassLinksForm(posted(request), slots=slots), whole=False)
    if request.method == "POST" and form.is_valid():
        try:
            decision: dict[str, Any] = {"links": form.links(), "allowed": allowed, "actor": request.user}
            asked = ask_first(
                request,
                services.set_class_links,
                title="Сохранить?",
                button="Сохранить",
                back_url=request.get_full_path(),
                way_back=texts.LINKED_AGAIN,
                school_class=school_class,
                **decision,
            )
            if asked:
                return asked
            changed = services.set_class_links(school_class=school_class, **decision)
            messages.success(
                request,
                f"Сохранено: {ru_plural(changed, 'ссылка,ссылки,ссылок')}."
                if changed
                else "Ничего не изменилось.",
            )
            return back(request, "chats:class_links", pk)
        except Refusal as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "school_class": school_class}
    return form_page(request, "chats/class_links.html", context)


def _chat_form(
    request: PortalRequest, form: forms.Form, title: str, button: str, back_url: str, chat: Chat | None = None
) -> HttpResponse:
    context = {"form": form, "heading": title, "button": button, "back_url": back_url, "chat": chat}
    return form_page(request, "chats/form.html", context)


def _chat(request: PortalRequest, pk: int) -> Chat:
    return get_object_or_404(selectors.chats_for(request.access), pk=pk)


def _own_chat(request: PortalRequest, pk: int, action: str) -> Chat:
    """The chat if the actor may do `action` to it: 404 for one not seen, 403 for one not theirs."""
    chat = _chat(request, pk)
    check(request, action, chat)
    return chat


def _address(chat: Chat) -> str:
    return reverse("chats:chat", args=[chat.pk])
