"""Addresses of the doctor, below the language."""

from django.urls import path

from dauys.site.doctor import pages, retention

urlpatterns = [
    path("desk/retention/", retention.retention, name="retention"),
    path("desk/retention/<uuid:hold_id>/lift/", retention.lift, name="retention_lift"),
    path("desk/health/", pages.health_of_data, name="health_of_data"),
    path("desk/health/json/", pages.health_json, name="health_json"),
    path("desk/health/ask/", pages.ask, name="ask_doctor"),
]
