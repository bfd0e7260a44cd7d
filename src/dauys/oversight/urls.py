"""Addresses of oversight, below the language."""

from django.urls import path

from dauys.oversight import pages

urlpatterns = [path("desk/board/", pages.board, name="board")]
