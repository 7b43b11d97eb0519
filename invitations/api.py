"""Links and requests over the API: reading, and the same verbs as the pages."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import SchoolViewSet
from core.errors import Invalid
from invitations.codes import link_url, short_code
from invitations.models import Invitation, JoinRequest
from invitations.rules import MAX_AT_ONCE, MAX_DAYS, MAX_DAYS_CLASS, MAX_USES, MIN_DAYS
from invitations.selectors.links import links_for
from invitations.selectors.requests import requests_for
from invitations.services import links, mailing, requests
from orgstructure.models import Person
from orgstructure.selectors import classes_for

REFUSED = OpenApiResponse(description="Отказ: {code, detail[, field]} — русское предложение, что не так и что делать.")


def row_id(**options: Any) -> serializers.IntegerField:
    """The number of a row."""
    return serializers.IntegerField(min_value=1, max_value=2**62, **options)



class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """A link. Its address is not here: ask for it by `code`, if you may hand it out."""

    class Meta:
        model = Invitation
        fields = [
            "id", "kind", "status", "person", "school_class", "role", "version", "max_uses", "uses", "created_at",
            "expires_at", "sent_at", "printed_at", "accepted_at", "annulled_at", "annul_reason",
        ]  # fmt: skip


class JoinRequestSerializer(serializers.ModelSerializer[JoinRequest]):
    class Meta:
        model = JoinRequest
        fields = [
            "id", "status", "school_class", "role", "full_name", "child_name", "person", "created_at", "decided_at",
            "reason",
        ]  # fmt: skip


class IdsSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=row_id(), min_length=1, max_length=MAX_AT_ONCE)


class AnnulSerializer(IdsSerializer):
    reason = serializers.CharField(max_length=300)


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


class MailedSerializer(serializers.Serializer[Any]):
    sent = serializers.IntegerField()
    without_mail = serializers.ListField(child=serializers.CharField())


class DecisionSerializer(serializers.Serializer[Any]):
    id = row_id()
    person = row_id(required=False, allow_null=True, help_text="Кто это; null — новый человек")


class AcceptSerializer(serializers.Serializer[Any]):
    decisions = DecisionSerializer(many=True, allow_empty=False)


class RejectSerializer(IdsSerializer):
    reason = serializers.CharField(max_length=300)


def _verb(name: str, body: Any, answer: Any, *, code: int = 200) -> Any:
    return extend_schema(
        operation_id=name, request=body, responses={code: answer, 400: REFUSED, 403: REFUSED, 404: REFUSED, 409: REFUSED}
    )


@extend_schema_view(create=_verb("links_create", PersonalSerializer, MadeSerializer, code=201))
class InvitationViewSet(SchoolViewSet):
    """Links: read, make, annul, reissue, prolong, mail (clauses 2.1 g, 2.1 m)."""

    serializer_class = InvitationSerializer
    filterset_fields: ClassVar = ["status", "kind", "role", "school_class", "person"]
    policy: ClassVar = {
        "list": "invitations.view",
        "retrieve": "invitations.view",
        "create": "invitations.create",
        "class_link": "invitations.create",
        "code": "invitations.manage",
        "annul": "invitations.manage",
        "reissue": "invitations.manage",
        "extend": "invitations.manage",
        "send": "invitations.manage",
    }

    def queryset_for(self, access: Any) -> Any:
        return links_for(access).select_related("person", "school_class", "organization")

    def create(self, request: Any) -> Response:
        """Personal links for people of a class."""
        data = self.validated(PersonalSerializer)
        place = self._place(data)
        people = list(Person.objects.filter(pk__in=set(data["people"])))
        if len(people) != len(set(data["people"])):
            raise Invalid("Одного из этих людей в школе нет. Проверьте номера в people.", field="people")
        made = links.create_personal(
            organization=self.access.organization, people=people, school_class=place, role=data["role"],
            days=data.get("days"), actor=request.user,
        )  # fmt: skip
        return Response(MadeSerializer(made).data, status=status.HTTP_201_CREATED)

    @_verb("links_create_for_class", ClassLinkSerializer, InvitationSerializer, code=201)
    @action(detail=False, methods=["post"], url_path="class")
    def class_link(self, request: Any) -> Response:
        """One link of a class by which people ask to join."""
        data = self.validated(ClassLinkSerializer)
        link = links.create_class_link(
            organization=self.access.organization, school_class=self._place(data), role=data["role"],
            max_uses=data["max_uses"], days=data.get("days"), actor=request.user,
        )  # fmt: skip
        return Response(InvitationSerializer(link).data, status=status.HTTP_201_CREATED)

    @_verb("links_code", None, CodeSerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None, filterset_fields=None)
    def code(self, request: Any, pk: str) -> Response:
        """The address and the short code of one link."""
        link = self.get_object()
        self.check("invitations.manage", link)
        return Response({"url": link_url(link), "short_code": short_code(link)}, headers={"Cache-Control": "no-store"})

    @_verb("links_annul", AnnulSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def annul(self, request: Any) -> Response:
        data = self.validated(AnnulSerializer)
        n = links.annul_invitations(invitations=self._managed(data), reason=data["reason"], actor=request.user)
        return Response({"count": n})

    @_verb("links_reissue", IdsSerializer, InvitationSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None, filterset_fields=None)
    def reissue(self, request: Any) -> Response:
        made = links.reissue_invitations(invitations=self._managed(self.validated(IdsSerializer)), actor=request.user)
        return Response(InvitationSerializer(made, many=True).data)

    @_verb("links_extend", ExtendSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def extend(self, request: Any) -> Response:
        data = self.validated(ExtendSerializer)
        n = links.extend_invitations(invitations=self._managed(data), days=data["days"], actor=request.user)
        return Response({"count": n})

    @_verb("links_send", IdsSerializer, MailedSerializer)
    @action(detail=False, methods=["post"])
    def send(self, request: Any) -> Response:
        mailed = mailing.send_invitations(
            invitations=self._managed(self.validated(IdsSerializer)), actor=request.user
        )
        return Response(MailedSerializer(mailed).data)

    def _place(self, data: dict[str, Any]) -> Any:
        place = classes_for(self.access).filter(pk=data["school_class"]).first()
        if place is None:
            raise Invalid(f"Класса {data['school_class']} в школе нет.", field="school_class")
        self.check("invitations.create", Invitation(school_class=place, role=data["role"]))
        return place

    def _managed(self, data: dict[str, Any]) -> list[Invitation]:
        rows = self.rows(data["ids"])
        for row in rows:
            self.check("invitations.manage", row)
        return rows


class JoinRequestViewSet(SchoolViewSet):
    """Requests to join: read and decide (clause 2.1 j)."""

    serializer_class = JoinRequestSerializer
    filterset_fields: ClassVar = ["status", "role", "school_class"]
    policy: ClassVar = {
        "list": "requests.view",
        "retrieve": "requests.view",
        "accept": "requests.decide",
        "reject": "requests.decide",
    }

    def queryset_for(self, access: Any) -> Any:
        return requests_for(access)

    @_verb("requests_accept", AcceptSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def accept(self, request: Any) -> Response:
        """Accept, each as a person of the school or as a new one."""
        chosen = {d["id"]: d.get("person") for d in self.validated(AcceptSerializer)["decisions"]}
        rows = self.rows(list(chosen))
        people = Person.objects.in_bulk([pk for pk in chosen.values() if pk])
        if any(pk and pk not in people for pk in chosen.values()):
            raise Invalid("Одного из этих людей в школе нет. Проверьте номера в person.", field="person")
        n = requests.accept_requests(
            decisions=[(row, people.get(chosen[row.pk] or 0)) for row in rows], actor=request.user
        )
        return Response({"count": n})

    @_verb("requests_reject", RejectSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def reject(self, request: Any) -> Response:
        data = self.validated(RejectSerializer)
        n = requests.reject_requests(requests=self.rows(data["ids"]), reason=data["reason"], actor=request.user)
        return Response({"count": n})
