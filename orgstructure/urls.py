from django.urls import path

from orgstructure import views

app_name = "orgstructure"
urlpatterns = [
    path("organization/", views.organization_edit, name="organization_edit"),
    path("structure/new/", views.class_new, name="class_new"),
    path("structure/generate/", views.class_generate, name="class_generate"),
    path("structure/year/", views.year_next, name="year_next"),
    path("structure/classes/<int:pk>/archive/", views.class_archive, name="class_archive"),
    path("structure/classes/<int:pk>/edit/", views.class_edit, name="class_edit"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/paste/", views.people_paste, name="people_paste"),
    path("people/<int:pk>/edit/", views.person_edit, name="person_edit"),
    path("people/<int:pk>/guardian/", views.guardian_new, name="guardian_new"),
]
