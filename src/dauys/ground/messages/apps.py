"""Names the messages to Django."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "dauys.ground.messages"
    label = "messages"
