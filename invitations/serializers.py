"""What goes in and out of the API of links and requests."""

from typing import Any

from rest_framework import serializers

from core.api import LineField, RowSerializer, row_id
from invitations.models import Invitation, JoinRequest
from invitations.rules import MAX_AT_ONCE, MAX_DAYS, MAX_DAYS_CLASS, MAX_USES, MIN_DAYS


class InvitationSerializer(RowSerializer):
    """A link. Its address is not here: ask for it by `code`, if you may hand it out."""

    class Meta:
        model = Invitation
        fields = [
            "id", "kind", "status", "person", "school_class", "role", "version", "max_uses", "uses", "created_at",
            "expires_at", "sent_at", "printed_at", "handed_at", "handed_how",
            "accepted_at", "annulled_at", "annul_reason",
        ]  # fmt: skip


class JoinRequestSerializer(RowSerializer):
    class Meta:
        model = JoinRequest
        fields = [
            "id", "status", "school_class", "role", "full_name", "child_name", "person", "created_at", "decided_at",
            "reason", "likely_child",
        ]  # fmt: skip


class IdsSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=row_id(), min_length=1, max_length=MAX_AT_ONCE)


class HandedSerializer(IdsSerializer):
    """`how` the links were handed over; an empty one takes the note back."""

    how = serializers.ChoiceField(choices=Invitation.Way.choices, allow_blank=True)


class AnnulSerializer(IdsSerializer):
    reason = LineField(max_length=300)


class ExtendSerializer(IdsSerializer):
    days = serializers.IntegerField(min_value=MIN_DAYS, max_value=MAX_DAYS)


class PersonalSerializer(serializers.Serializer[Any]):
    people = serializers.ListField(child=row_id(), min_length=1, max_length=MAX_AT_ONCE)
    school_class = row_id()
    role = serializers.ChoiceField(choices=Invitation.Role.choices)
    days = serializers.IntegerField(min_value=MIN_DAYS, max_value=MAX_DAYS, required=False)


class ClassLinkSerializer(serializers.Serializer[Any]):
    school_class = row_id()
    role = serializers.ChoiceField(choices=Invitation.Role.choices)
    max_uses = serializers.IntegerField(min_value=1, max_value=MAX_USES)
    days = serializers.IntegerField(min_value=MIN_DAYS, max_value=MAX_DAYS_CLASS, required=False)


class MadeSerializer(serializers.Serializer[Any]):
    """What was made, and who was passed over and why."""

    links = InvitationSerializer(many=True)
    have_one = serializers.ListField(child=serializers.CharField())
    joined = serializers.ListField(child=serializers.CharField())
    not_enrolled = serializers.ListField(child=serializers.CharField())


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class CodeSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    short_code = serializers.CharField()


class ReturnSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)


class MailedSerializer(serializers.Serializer[Any]):
    sent = serializers.IntegerField()
    without_mail = serializers.ListField(child=serializers.CharField())


class DecisionSerializer(serializers.Serializer[Any]):
    id = row_id()
    person = row_id(required=False, allow_null=True, help_text="Кто это; null — новый человек")


class AcceptSerializer(serializers.Serializer[Any]):
    decisions = DecisionSerializer(many=True, allow_empty=False)


class RejectSerializer(IdsSerializer):
    reason = LineField(max_length=300)
