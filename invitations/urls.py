from django.urls import path

from invitations.views import gate

app_name = "invitations"
urlpatterns = [
    path("i/", gate.short, name="short"),
    path("i/<str:code>", gate.gate, name="gate"),
    path("i/<str:code>/next", gate.gate_next, name="gate_next"),
    path("i/<str:code>/withdraw", gate.withdraw, name="gate_withdraw"),
    path("consent/<int:pk>/", gate.consent, name="consent_text"),
]
