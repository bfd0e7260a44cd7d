"""Addresses of the figures, below the language."""

from django.urls import path

from dauys.figures import pages

urlpatterns = [path("figures/", pages.figures, name="figures")]
