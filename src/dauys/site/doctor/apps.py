"""Names the doctor to Django."""

from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "dauys.site.doctor"
    label = "doctor"
