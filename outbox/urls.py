from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.letters, name="list"),
    path("resend/", views.resend_all, name="resend_all"),
    path("drop/", views.drop_outlived, name="drop_outlived"),
    path("<int:pk>/", views.letter, name="message"),
    path("<int:pk>/raw/", views.raw, name="raw"),
    path("<int:pk>/files/<int:number>/", views.attachment, name="attachment"),
    path("<int:pk>/resend/", views.resend, name="resend"),
    path("<int:pk>/sent/", views.mark_sent, name="mark_sent"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
