"""Addresses that are printed and mailed: they never change."""

from django.urls import path

from public.views import consent, link, returning, short_code

app_name = "public"
urlpatterns = [
    path("i/", short_code.short_code, name="short_code"),
    path("i/<str:code>", link.open_link, name="link"),
    path("i/<str:code>/next", link.what_next, name="next"),
    path("i/<str:code>/withdraw", link.withdraw, name="withdraw"),
    path("i/<str:code>/ask", returning.ask, name="ask_to_return"),
    path("i/<str:code>/return", returning.come_back, name="come_back"),
    path("i/<path:text>", link.open_mended, name="mended"),
    path("consent/<int:pk>/", consent.consent, name="consent"),
]
