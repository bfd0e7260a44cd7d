"""Addresses of search, below the language."""

from django.urls import path

from dauys.search import pages

urlpatterns = [
    path("desk/find/", pages.find_page, name="find"),
    path("desk/cases/<uuid:case_id>/group/", pages.group, name="group"),
    path("desk/cases/<uuid:case_id>/ungroup/", pages.ungroup, name="ungroup"),
]
