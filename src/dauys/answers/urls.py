"""Addresses of answers, below the language."""

from django.urls import path

from dauys.answers import pages

urlpatterns = [
    path("desk/obligations/<uuid:obligation_id>/answer/", pages.write, name="write"),
    path("desk/obligations/<uuid:obligation_id>/answer/autosave/", pages.autosave, name="autosave"),
    path("desk/obligations/<uuid:obligation_id>/check/", pages.check, name="check"),
    path("desk/obligations/<uuid:obligation_id>/read-out/", pages.read_out, name="read_out"),
    path("desk/obligations/<uuid:obligation_id>/posted/", pages.post, name="posted"),
    path("desk/obligations/<uuid:obligation_id>/letter/", pages.letter, name="letter"),
]
