from django.urls import path

from undo import views

app_name = "undo"
urlpatterns = [
    path("", views.runs, name="list"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
