from django.urls import path

from roles import views

app_name = "roles"
urlpatterns = [
    path("switch/", views.switch_organization, name="switch"),
    path("assign/", views.assign, name="assign"),
    path("assignments/<int:pk>/end/", views.end, name="end"),
    path("people/<int:pk>/access/", views.access, name="access"),
    path("access/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("accounts/", views.accounts_list, name="accounts"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<str:digest>/revoke/", views.revoke_token, name="token_revoke"),
]
