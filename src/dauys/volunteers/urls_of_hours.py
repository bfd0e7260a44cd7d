"""Addresses of hours; they stand before those of needs, whose steps are any word."""

from django.urls import URLPattern, path

from dauys.volunteers.pages import crew, hours

HOURS_URLS: list[URLPattern] = [
    path("help/offer/<str:token>/hours/", crew.shift_hours, name="shift_hours"),
    path("desk/volunteers/needs/<uuid:line_id>/hours/", hours.line_hours, name="line_hours"),
    path("desk/volunteers/hours/", hours.volunteer_hours, name="volunteer_hours"),
    path("desk/volunteers/hours/do/<slug:step>/", hours.volunteer_hours_step, name="volunteer_hours_step"),
    path("desk/volunteers/hours/<uuid:presence_id>/", hours.correct_hours, name="correct_hours"),
    path("desk/volunteers/<uuid:volunteer_id>/hours/", hours.person_hours, name="person_hours"),
]
