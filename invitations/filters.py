"""By what the API's lists of links and requests may be narrowed."""

from django_filters import rest_framework as filters

from core.api import RowFilter
from invitations.models import Invitation, JoinRequest


class InvitationFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=Invitation.Status.choices)
    kind = filters.ChoiceFilter(choices=Invitation.Kind.choices)
    role = filters.ChoiceFilter(choices=Invitation.Role.choices)
    school_class = RowFilter()
    person = RowFilter()


class JoinRequestFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=JoinRequest.Status.choices)
    role = filters.ChoiceFilter(choices=Invitation.Role.choices)
    school_class = RowFilter()
