"""Every address of the portal, room by room."""

from django.urls import include, path

from core.admin import site
from core.views import closed, set_theme
from dashboard.views.people import people
from dashboard.views.styleguide import styleguide
from orgstructure import urls as orgstructure
from sferum_portal.health import healthz, readyz

# «Люди» stands at the address and under the name of its own room; it is drawn above, where presence is known.
urlpatterns = [
    path("theme/", set_theme, name="theme"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", healthz),
    path("readyz", readyz),
    path("", include("dashboard.urls")),
    path("", include(([path("people/", people, name="people"), *orgstructure.urlpatterns], "orgstructure"))),
    path("", include("audit.urls")),
    path("actions/", include("undo.urls")),
    path("jobs/", include("files.urls")),
    path("consents/", include("consents.urls")),
    path("mail/", include("outbox.urls")),
    path("documents/", include("documents.urls")),
    path("registration/", include("registration.urls")),
    path("", include("invitations.urls")),
    path("", include("public.urls")),
    path("chats/", include("chats.urls")),
    path("", include("roles.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/email/", closed, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", site.urls),
    path("api/v1/", include("sferum_portal.api")),
]

handler400 = "core.views.bad_request"
handler404 = "core.views.page_not_found"
handler500 = "core.faults.server_error"
