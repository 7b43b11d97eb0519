"""The routes of /api/v1/: each app's api.py, the schema, and a page to read it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from chats.api import ChatViewSet
from core.web import public
from invitations.api import InvitationViewSet, JoinRequestViewSet
from orgstructure.api import (
    ClassViewSet,
    EnrolmentViewSet,
    OrganizationViewSet,
    PersonViewSet,
    SubjectViewSet,
    YearViewSet,
)

app_name = "api"
router = SimpleRouter()
for prefix, viewset in [
    ("organizations", OrganizationViewSet),
    ("years", YearViewSet),
    ("classes", ClassViewSet),
    ("subjects", SubjectViewSet),
    ("people", PersonViewSet),
    ("enrolments", EnrolmentViewSet),
    ("chats", ChatViewSet),
    ("links", InvitationViewSet),
    ("requests", JoinRequestViewSet),
]:
    router.register(prefix, viewset, basename=prefix)

urlpatterns = [
    path("", include(router.urls)),
    path("schema/", public(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", public(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
]
