from django.urls import path

from roles.views import accounts, roles

app_name = "roles"
urlpatterns = [
    path("structure/teachers/", roles.teachers, name="teachers"),
    path("roles/switch/", roles.switch_organization, name="switch"),
    path("roles/assign/", roles.assign, name="assign"),
    path("roles/assignments/<int:pk>/end/", roles.end, name="end"),
    path("roles/people/<int:pk>/access/", accounts.access, name="access"),
    path("roles/access/<int:pk>/revoke/", accounts.revoke, name="revoke"),
    path("roles/accounts/", accounts.accounts_list, name="accounts"),
    path("roles/accounts/without/", accounts.without_access, name="without_access"),
    path("roles/tokens/", roles.tokens, name="tokens"),
    path("roles/tokens/<str:digest>/revoke/", roles.revoke_token, name="token_revoke"),
    path("verification/", roles.verification, name="verification"),
    path("verification/move/", roles.verification_move, name="verification_move"),
]
