"""Addresses of the demonstration, included only when it runs."""

from django.urls import path

from dauys.site.demo import pages

urlpatterns = [
    path("", pages.demo, name="demo"),
    path("become/<uuid:user_id>/", pages.become, name="demo_become"),
    path("postbox/", pages.post_box, name="demo_postbox"),
    path("clock/", pages.move_clock, name="demo_clock"),
]
