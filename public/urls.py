"""Addresses that are printed and mailed: they never change."""

from django.urls import path

from public.views import consent, link, short_code

app_name = "public"
urlpatterns = [
    path("i/", short_code.short_code, name="short_code"),
    path("i/<str:code>", link.open_link, name="link"),
    path("i/<str:code>/next", link.what_next, name="next"),
    path("i/<str:code>/withdraw", link.withdraw, name="withdraw"),
    path("consent/<int:pk>/", consent.consent, name="consent"),
]
