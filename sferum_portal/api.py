"""The routes of /api/v1/: each app's api.py, and the schema."""

from django.urls import path

app_name = "api"
urlpatterns: list = []
