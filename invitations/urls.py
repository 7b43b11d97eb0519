from django.urls import path

from invitations.views import gate, links, requests, sheets

app_name = "invitations"
urlpatterns = [
    # For people without an account
    path("i/", gate.short, name="short"),
    path("i/<str:code>", gate.gate, name="gate"),
    path("i/<str:code>/next", gate.gate_next, name="gate_next"),
    path("i/<str:code>/withdraw", gate.withdraw, name="gate_withdraw"),
    path("consent/<int:pk>/", gate.consent, name="consent_text"),
    # For those who make links
    path("links/", links.link_list, name="list"),
    path("links/new/", links.link_new, name="new"),
    path("links/bulk/", links.bulk, name="bulk"),
    path("links/sheet/", sheets.sheet, name="sheet"),
    path("links/annulled/", sheets.annulled, name="annulled"),
    path("links/<int:pk>/", links.link, name="link"),
    path("links/<int:pk>/qr.svg", sheets.qr, name="qr"),
    # For those who decide
    path("requests/", requests.queue, name="requests"),
    path("requests/decide/", requests.decide, name="requests_decide"),
    path("verification/", requests.verification, name="verification"),
    path("verification/move/", requests.verification_move, name="verification_move"),
]
