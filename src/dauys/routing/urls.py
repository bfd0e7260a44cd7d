"""Addresses of routing, below the language."""

from django.urls import path

from dauys.routing import pages

urlpatterns = [
    path("desk/obligations/<uuid:obligation_id>/body/", pages.settle, name="settle"),
    path("desk/obligations/<uuid:obligation_id>/take/", pages.take, name="take"),
    path("desk/obligations/<uuid:obligation_id>/give/", pages.give, name="give"),
]
