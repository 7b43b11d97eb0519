"""Chats over the API: reading the register, and its verbs, each one service call."""

from typing import Any

from drf_spectacular.utils import extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from chats import services
from chats.filters import ChatFilter
from chats.models import Chat
from chats.serializers import (
    ArchiveSerializer,
    ChatEditSerializer,
    ChatLinkSerializer,
    ChatPlanSerializer,
    ChatSerializer,
)
from core.access import portal_request
from core.api import SchoolViewSet, verb


@extend_schema_view(create=verb("chats_plan", ChatPlanSerializer, ChatSerializer, code=201))
class ChatViewSet(SchoolViewSet):
    """The chats that the actor may see, and what may be done to them."""

    serializer_class = ChatSerializer
    filterset_class = ChatFilter
    policy = {
        "list": "chats.view",
        "retrieve": "chats.view",
        "create": "chats.create",
        "edit": "chats.edit",
        "link": "chats.edit",
        "archive": "chats.archive",
        "restore": "chats.archive",
    }

    def create(self, request: Request) -> Response:
        """Plan a chat; with a link, record it as created."""
        data = self.validated(ChatPlanSerializer)
        wanted = {name: data[name] for name in ("kind", "school_class", "subject")}
        self.check("chats.create", Chat(organization=self.access.organization, **wanted))
        link = data.pop("link")
        common = {"organization": self.access.organization, "actor": request.user, **data}
        chat = services.create_chat(link=link, **common) if link else services.plan_chat(**common)
        return self._answer(chat, status=201)

    @verb("chats_edit", ChatEditSerializer, ChatSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str) -> Response:
        """Set the chat's name, platform, owner and second administrator."""
        chat = self.get_object()
        data = self.validated(ChatEditSerializer)
        return self._answer(services.edit_chat(chat=chat, actor=portal_request(request).user, **data))

    @verb("chats_link", ChatLinkSerializer, ChatSerializer)
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: str) -> Response:
        """Write down the chat's link: a planned chat is then created."""
        chat = self.get_object()
        data = self.validated(ChatLinkSerializer)
        return self._answer(services.set_chat_link(chat=chat, actor=portal_request(request).user, **data))

    @verb("chats_archive", ArchiveSerializer, ChatSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Lay the chat aside, with a reason."""
        chat = self.get_object()
        data = self.validated(ArchiveSerializer)
        return self._answer(services.archive_chat(chat=chat, actor=portal_request(request).user, **data))

    @verb("chats_restore", None, ChatSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take the chat back from the archive."""
        return self._answer(services.restore_chat(chat=self.get_object(), actor=portal_request(request).user))

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school_class", "subject", "owner", "second_admin")

    def _answer(self, chat: Chat, status: int = 200) -> Response:
        return Response(self.get_serializer(chat).data, status=status)
