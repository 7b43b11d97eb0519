"""What the API says and takes about chats."""

from typing import Any

from rest_framework import serializers

from chats.models import Chat
from core.api import LineField, RowSerializer
from core.links import MAX_PASTED
from core.rows import Platform
from orgstructure.models import Person, SchoolClass, Subject


class ChatSerializer(RowSerializer):
    """A chat of the register. `link` is null for whoever neither keeps the chat nor belongs to it."""

    link = serializers.SerializerMethodField()

    class Meta:
        model = Chat
        fields = (
            "id",
            "title",
            "kind",
            "status",
            "school_class",
            "subject",
            "platform",
            "link",
            "owner",
            "second_admin",
        )

    def get_link(self, chat: Chat) -> str | None:
        visible = self.context["request"].access.can("chats.see_link", chat)
        return chat.link if visible and chat.link else None


class SchoolRowField(serializers.PrimaryKeyRelatedField):
    """The number of a row of the actor's school; another school's is as wrong as a missing one."""

    def __init__(self, model: Any = None, **kwargs: Any) -> None:
        self.model = model
        kwargs.setdefault("allow_null", True)
        kwargs.setdefault("default", None)
        # The real rows are asked for inside the school's scope; this one only tells the schema their type.
        super().__init__(queryset=model._base_manager.none(), **kwargs)

    def get_queryset(self) -> Any:
        return self.model.objects.all()

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)


class ChatPlanSerializer(serializers.Serializer):
    """A chat to be planned; with `link` it is created."""

    kind = serializers.ChoiceField(choices=Chat.Kind.choices)
    school_class = SchoolRowField(SchoolClass)
    subject = SchoolRowField(Subject)
    title = LineField(max_length=200, allow_blank=True, default="")
    platform = serializers.ChoiceField(choices=Platform.choices, allow_blank=True, default="")
    link = serializers.CharField(max_length=MAX_PASTED, allow_blank=True, default="")
    owner = SchoolRowField(Person)
    second_admin = SchoolRowField(Person)


class ChatEditSerializer(serializers.Serializer):
    """What of a chat may be changed; all of it is set."""

    title = LineField(max_length=200)
    platform = serializers.ChoiceField(choices=Platform.choices)
    owner = SchoolRowField(Person)
    second_admin = SchoolRowField(Person)


class ChatLinkSerializer(serializers.Serializer):
    """The chat's link, or a message with it in it; an empty one takes it away. Its host tells the platform."""

    link = serializers.CharField(max_length=MAX_PASTED, allow_blank=True)
    platform = serializers.ChoiceField(choices=Platform.choices, allow_blank=True, default="")


class ArchiveSerializer(serializers.Serializer):
    reason = LineField(max_length=300)
