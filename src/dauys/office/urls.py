"""Addresses of the office, below the language."""

from django.urls import path

from dauys.office.pages import invitations, journal, people, rooms, staff, start, structure, tables

MEMBER = "desk/office/staff/<uuid:user_id>"

urlpatterns = [
    path("desk/office/", start.start, name="office"),
    path("desk/office/mail/", start.try_mail, name="office_try_mail"),
    path("desk/office/journal/", journal.told, name="office_journal"),
    path("desk/office/rooms/", rooms.rooms, name="office_rooms"),
    path("desk/office/rooms/<slug:code>/", rooms.room, name="office_room"),
    path("desk/office/bodies/", structure.bodies, name="office_bodies"),
    path("desk/office/bodies/file/", structure.bodies_file, name="office_bodies_file"),
    path("desk/office/staff/", staff.members, name="office_staff"),
    path("desk/office/staff/file/", staff.members_file, name="office_staff_file"),
    path("desk/office/staff/new/", people.add, name="office_add_person"),
    path(f"{MEMBER}/back/", people.bring_back, name="office_bring_back"),
    path(f"{MEMBER}/", staff.member, name="office_member"),
    path(f"{MEMBER}/invite/", staff.invite, name="office_invite"),
    path(f"{MEMBER}/end/", staff.end, name="office_end"),
    path(f"{MEMBER}/roles/<int:grant_id>/end/", staff.end_role, name="office_end_role"),
    path(f"{MEMBER}/deputies/", staff.deputy, name="office_deputy"),
    path(f"{MEMBER}/deputies/<uuid:deputy_id>/end/", staff.deputy_end, name="office_deputy_end"),
    path("desk/office/tables/<uuid:upload_id>/", tables.upload, name="office_upload"),
    path("desk/office/tables/<uuid:upload_id>/confirm/", tables.confirm, name="office_confirm"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
]
