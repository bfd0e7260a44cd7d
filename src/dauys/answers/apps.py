"""Names the room to Django."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "dauys.answers"
    label = "answers"
