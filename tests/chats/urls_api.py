"""The chats' part of the API alone."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from chats.api import ChatViewSet
from sferum_portal.urls import urlpatterns as portal

router = DefaultRouter()
router.register("chats", ChatViewSet, basename="chat")
urlpatterns = [path("chats-api/", include(router.urls)), *portal]
