"""Addresses of the desk's case pages, below the language."""

from django.urls import path

from dauys.cases import pages

urlpatterns = [
    path("desk/", pages.worklist, name="worklist"),
    path("desk/cases/<uuid:case_id>/", pages.case, name="case"),
    path("desk/cases/<uuid:case_id>/contacts/", pages.contacts, name="contacts"),
    path("desk/cases/<uuid:case_id>/files/<uuid:file_id>/", pages.attachment, name="attachment"),
    path("desk/obligations/<uuid:obligation_id>/kind/", pages.kind, name="change_kind"),
]
