"""Addresses of receptions, below the language."""

from django.urls import path

from dauys.receptions.pages import control, day, setting_up, visit

urlpatterns = [
    path("desk/receptions/", day.receptions, name="receptions"),
    path("desk/receptions/new/", day.register, name="register_visit"),
    path("desk/receptions/control/", control.control, name="reception_control"),
    path("desk/receptions/visits/<uuid:visit_id>/", visit.visit, name="visit"),
    path("desk/receptions/visits/<uuid:visit_id>/protocol/", visit.write, name="visit_protocol"),
    path("desk/receptions/visits/<uuid:visit_id>/<slug:step>/", visit.take_step, name="visit_step"),
    path("desk/receptions/protocols/<uuid:protocol_id>/sign/", visit.sign, name="sign_visit_protocol"),
    path("desk/receptions/schedules/", setting_up.schedules, name="reception_schedules"),
    path("desk/receptions/schedules/<uuid:host_id>/", setting_up.schedule, name="reception_schedule"),
    path("desk/receptions/schedules/<uuid:schedule_id>/approve/", setting_up.approve, name="approve_schedule"),
    path("desk/receptions/schedules/<uuid:schedule_id>/publish/", setting_up.publish, name="publish_schedule"),
    path("desk/receptions/centres/", setting_up.centres, name="reception_centres"),
    path("desk/receptions/centres/new/", setting_up.centre, name="new_centre"),
    path("desk/receptions/centres/<uuid:office_id>/", setting_up.centre, name="centre"),
    path("desk/receptions/centres/<uuid:office_id>/hosts/", setting_up.hosts, name="reception_hosts"),
]
