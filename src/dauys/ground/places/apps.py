"""Names the places to Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "dauys.ground.places"
    label = "places"
