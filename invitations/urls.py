from django.urls import path

from invitations.views import everyone, links, making, reassigning, requests, returning, sharing, sheets

app_name = "invitations"
# For those who make links
_links = [
    path("links/", links.links, name="list"),
    path("links/new/", making.new, name="new"),
    path("links/made/<int:pk>/", making.made, name="made"),
    path("links/everyone/", everyone.everyone, name="everyone"),
    path("links/run/<int:pk>/", everyone.made_by_run, name="made_by_run"),
    path("links/run/<int:pk>/mail/", everyone.mail_run, name="mail_run"),
    path("links/act/", links.act, name="act"),
    path("links/share/", sharing.share, name="share"),
    path("links/handed/", sharing.handed_out, name="handed_out"),
    path("links/<int:pk>/handed/", sharing.handed, name="handed"),
    path("links/reassign/", reassigning.reassign, name="reassign"),
    path("links/annul/", links.annul, name="annul"),
    path("links/<int:pk>/", links.link, name="link"),
    path("links/<int:pk>/qr.svg", links.qr, name="qr"),
    path("links/<int:pk>/extend/", links.extend, name="extend"),
    path("links/<int:pk>/restore/", links.restore, name="restore"),
    path("links/<int:pk>/return/", returning.of_link, name="return"),
    path("links/returns/", returning.returns, name="returns"),
]
_sheets = [
    path("links/sheets/", sheets.sheets, name="sheets"),
    path("links/annulled/", sheets.annulled, name="annulled"),
    path("links/annulled.pdf", sheets.annulled_pdf, name="annulled_pdf"),
]
# For those who decide
_requests = [
    path("requests/", requests.queue, name="requests"),
    path("requests/decide/", requests.decide, name="requests_decide"),
    path("requests/<int:pk>/child/", requests.child, name="request_child"),
    path("requests/<int:pk>/return/", returning.of_request, name="request_return"),
]
urlpatterns = [*_links, *_sheets, *_requests]
