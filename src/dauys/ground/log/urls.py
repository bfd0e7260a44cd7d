"""Addresses of the log for machines, the same in every language."""

from django.urls import path

from dauys.ground.log import pages

urlpatterns = [
    path("head", pages.head, name="log_head"),
    path("heads", pages.heads, name="log_heads"),
    path("logs", pages.logs, name="log_logs"),
    path("inclusion", pages.inclusion, name="log_inclusion"),
    path("consistency", pages.consistency, name="log_consistency"),
]
