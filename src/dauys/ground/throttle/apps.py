"""Names the brakes on floods to Django."""

from django.apps import AppConfig


class ThrottleConfig(AppConfig):
    name = "dauys.ground.throttle"
    label = "throttle"
