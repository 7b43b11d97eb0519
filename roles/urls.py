from django.urls import path

from roles import views

app_name = "roles"
urlpatterns = [
    path("structure/teachers/", views.teachers, name="teachers"),
    path("roles/switch/", views.switch_organization, name="switch"),
    path("roles/assign/", views.assign, name="assign"),
    path("roles/assignments/<int:pk>/end/", views.end, name="end"),
    path("roles/people/<int:pk>/access/", views.access, name="access"),
    path("roles/access/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("roles/accounts/", views.accounts_list, name="accounts"),
    path("roles/accounts/without/", views.without_access, name="without_access"),
    path("roles/tokens/", views.tokens, name="tokens"),
    path("roles/tokens/<str:digest>/revoke/", views.revoke_token, name="token_revoke"),
    path("verification/", views.verification, name="verification"),
    path("verification/move/", views.verification_move, name="verification_move"),
]
