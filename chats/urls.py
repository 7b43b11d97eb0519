from django.urls import path

from chats import views

app_name = "chats"
urlpatterns = [
    path("", views.chat_map, name="map"),
    path("plan/", views.plan, name="plan"),
    path("list/", views.chats, name="list"),
    path("new/", views.chat_new, name="new"),
    path("classes/<int:pk>/", views.class_links, name="class_links"),
    path("<int:pk>/", views.chat, name="chat"),
    path("<int:pk>/edit/", views.chat_edit, name="edit"),
    path("<int:pk>/link/", views.chat_link, name="link"),
    path("<int:pk>/archive/", views.chat_archive, name="archive"),
    path("<int:pk>/restore/", views.chat_restore, name="restore"),
]
