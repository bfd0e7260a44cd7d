"""Addresses of the office, below the language."""

from django.urls import path

from dauys.office.pages import structure

urlpatterns = [
    path("desk/office/bodies/", structure.bodies, name="office_bodies"),
    path("desk/office/bodies/file/", structure.bodies_file, name="office_bodies_file"),
    path("desk/office/tables/<uuid:upload_id>/", structure.upload, name="office_upload"),
    path("desk/office/tables/<uuid:upload_id>/confirm/", structure.confirm, name="office_confirm"),
]
