"""Links and requests over the API: reading, and the same verbs as the pages."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from core import clock
from core.api import SchoolViewSet, verb
from core.errors import Invalid
from invitations.codes import link_url, return_url, short_code
from invitations.filters import InvitationFilter, JoinRequestFilter
from invitations.models import Invitation
from invitations.serializers import (
    AcceptSerializer,
    AnnulSerializer,
    ClassLinkSerializer,
    CodeSerializer,
    CountSerializer,
    ExtendSerializer,
    HandedSerializer,
    IdsSerializer,
    InvitationSerializer,
    JoinRequestSerializer,
    MadeSerializer,
    MailedSerializer,
    PersonalSerializer,
    RejectSerializer,
    ReturnSerializer,
)
from invitations.services import handing, links, mailing, requests, returning
from orgstructure.models import Person
from orgstructure.selectors import classes_for, people_for


@extend_schema_view(create=verb("links_create", PersonalSerializer, MadeSerializer, code=201))
class InvitationViewSet(SchoolViewSet):
    """Links: read, make, annul, reissue, prolong, mail (clauses 2.1 g, 2.1 m)."""

    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter
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
        "handed": "invitations.manage",
        "come_back": "returns.grant",
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("person", "school_class", "organization")

    def create(self, request: Any) -> Response:
        """Personal links for people of a class."""
        data = self.validated(PersonalSerializer)
        place = self._place(data)
        people = list(self.access.rows("people.view", Person).filter(pk__in=set(data["people"])))
        if len(people) != len(set(data["people"])):
            raise Invalid("Одного из этих людей в школе нет. Проверьте номера в people.", field="people")
        made = links.create_personal(
            organization=self.access.organization, people=people, school_class=place, role=data["role"],
            days=data.get("days"), actor=request.user,
        )  # fmt: skip
        return Response(MadeSerializer(made).data, status=status.HTTP_201_CREATED)

    @verb("links_create_for_class", ClassLinkSerializer, InvitationSerializer, code=201)
    @action(detail=False, methods=["post"], url_path="class")
    def class_link(self, request: Any) -> Response:
        """One link of a class by which people ask to join."""
        data = self.validated(ClassLinkSerializer)
        link = links.create_class_link(
            organization=self.access.organization, school_class=self._place(data), role=data["role"],
            max_uses=data["max_uses"], days=data.get("days"), actor=request.user,
        )  # fmt: skip
        return Response(InvitationSerializer(link).data, status=status.HTTP_201_CREATED)

    @verb("links_code", None, CodeSerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def code(self, request: Any, pk: str) -> Response:
        """The address and the short code of one link."""
        link = self.get_object()
        return Response(
            {"url": link_url(link), "short_code": short_code(link)}, headers={"Cache-Control": "no-store"}
        )

    @verb("links_annul", AnnulSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def annul(self, request: Any) -> Response:
        data = self.validated(AnnulSerializer)
        n = links.annul_invitations(
            invitations=self.rows(data["ids"]), reason=data["reason"], actor=request.user
        )
        return Response({"count": n})

    @verb("links_reissue", IdsSerializer, InvitationSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def reissue(self, request: Any) -> Response:
        made = links.reissue_invitations(
            invitations=self.rows(self.validated(IdsSerializer)["ids"]), actor=request.user
        )
        return Response(InvitationSerializer(made, many=True).data)

    @verb("links_extend", ExtendSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def extend(self, request: Any) -> Response:
        data = self.validated(ExtendSerializer)
        n = links.extend_invitations(
            invitations=self.rows(data["ids"]), days=data["days"], actor=request.user
        )
        return Response({"count": n})

    @verb("links_send", IdsSerializer, MailedSerializer)
    @action(detail=False, methods=["post"])
    def send(self, request: Any) -> Response:
        mailed = mailing.send_invitations(
            invitations=self.rows(self.validated(IdsSerializer)["ids"]), actor=request.user
        )
        return Response(MailedSerializer(mailed).data)

    @verb("links_handed", HandedSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def handed(self, request: Any) -> Response:
        """Note how links were handed over, by the holder of the key."""
        data = self.validated(HandedSerializer)
        n = handing.hand_over(invitations=self.rows(data["ids"]), how=data["how"], actor=request.user)
        return Response({"count": n})

    @verb("links_come_back", None, ReturnSerializer)
    @action(detail=True, methods=["post"], url_path="return", pagination_class=None, filterset_class=None)
    def come_back(self, request: Any, pk: str) -> Response:
        """A link for coming back, for whoever accepted this one: opens once, within a day."""
        link = self.get_object()
        row = returning.grant_return(invitation=link, actor=request.user)
        return Response(
            {"url": return_url(row), "expires_at": row.expires_at}, headers={"Cache-Control": "no-store"}
        )

    def _place(self, data: dict[str, Any]) -> Any:
        place = classes_for(self.access).filter(pk=data["school_class"]).first()
        if place is None:
            raise Invalid(f"Класса {data['school_class']} в школе нет.", field="school_class")
        self.check("invitations.create", Invitation(school_class=place, role=data["role"]))
        return place


class JoinRequestViewSet(SchoolViewSet):
    """Requests to join: read and decide (clause 2.1 j)."""

    serializer_class = JoinRequestSerializer
    filterset_class = JoinRequestFilter
    policy: ClassVar = {
        "list": "requests.view",
        "retrieve": "requests.view",
        "accept": "requests.decide",
        "reject": "requests.decide",
        "child": "requests.confirm_child",
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school_class", "person", "likely_child")

    @verb("requests_accept", AcceptSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def accept(self, request: Any) -> Response:
        """Accept, each as a person of the school or as a new one."""
        chosen = {d["id"]: d.get("person") for d in self.validated(AcceptSerializer)["decisions"]}
        rows = self.rows(list(chosen))
        seen = people_for(self.access).with_kinds(clock.today())
        people = seen.in_bulk([pk for pk in chosen.values() if pk])
        if any(pk and pk not in people for pk in chosen.values()):
            raise Invalid("Одного из этих людей в школе нет. Проверьте номера в person.", field="person")
        n = requests.accept_requests(
            decisions=[(row, people.get(chosen[row.pk] or 0)) for row in rows], actor=request.user
        )
        return Response({"count": n})

    @verb("requests_reject", RejectSerializer, CountSerializer)
    @action(detail=False, methods=["post"])
    def reject(self, request: Any) -> Response:
        data = self.validated(RejectSerializer)
        n = requests.reject_requests(
            requests=self.rows(data["ids"]), reason=data["reason"], actor=request.user
        )
        return Response({"count": n})

    @verb("requests_confirm_child", None, JoinRequestSerializer)
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def child(self, request: Any, pk: str) -> Response:
        """The likely child of an accepted parent is theirs."""
        requests.confirm_child(request=self.get_object(), actor=request.user)
        return Response(JoinRequestSerializer(self.get_object()).data)
