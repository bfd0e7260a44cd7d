"""Addresses of learning, below the language."""

from django.urls import path

from dauys.learning import pages

urlpatterns = [
    path("desk/learning/", pages.learning, name="learning"),
    path("desk/learning/label/", pages.label, name="label"),
]
