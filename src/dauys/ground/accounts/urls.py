"""Addresses of the accounts, below the language."""

from django.urls import path

from dauys.ground.accounts import pages

urlpatterns = [
    path("login/", pages.sign_in, name="login"),
    path("logout/", pages.sign_out, name="logout"),
]
