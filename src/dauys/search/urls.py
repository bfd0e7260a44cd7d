"""Addresses of search, below the language."""

from django.urls import path

from dauys.search import pages

urlpatterns = [path("desk/find/", pages.find_page, name="find")]
