from django.urls import path

from orgstructure.views import leaving, links, people, structure

app_name = "orgstructure"
urlpatterns = [
    path("organization/", structure.organization_edit, name="organization_edit"),
    path("structure/new/", structure.class_new, name="class_new"),
    path("structure/generate/", structure.class_generate, name="class_generate"),
    path("structure/links/", links.platform_links, name="platform_links"),
    path("structure/year/", structure.year_next, name="year_next"),
    path("structure/classes/<int:pk>/archive/", structure.class_archive, name="class_archive"),
    path("structure/classes/<int:pk>/edit/", structure.class_edit, name="class_edit"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/paste/", people.people_paste, name="people_paste"),
    path("people/<int:pk>/case/", people.person_case, name="person_case"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/guardian/", people.guardian_new, name="guardian_new"),
    path("people/<int:pk>/child/", people.child_new, name="child_new"),
    path("people/guardians/<int:pk>/end/", leaving.guardian_end, name="guardian_end"),
    path("people/places/<int:pk>/end/", leaving.place_end, name="place_end"),
]
