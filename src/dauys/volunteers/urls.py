"""Addresses of volunteering, below the language."""

from django.urls import URLPattern, path

from dauys.volunteers.pages import (
    aftercare,
    ask,
    calls,
    groups,
    guardian,
    import_needs,
    importing,
    incidents,
    join,
    needs,
    numbers,
    offer,
    own,
    people,
    person,
    plans,
    shifts,
)
from dauys.volunteers.urls_of_campaigns import CAMPAIGNS
from dauys.volunteers.urls_of_hours import HOURS_URLS
from dauys.volunteers.urls_of_proof import PROOF

PEOPLE: list[URLPattern] = [
    path("help/join/", join.join_volunteers, name="join_volunteers"),
    path("help/join/code/", join.confirm_join, name="confirm_join"),
    path("help/group/<str:token>/", join.join_group, name="join_group"),
    path("help/me/", own.own_volunteer, name="own_volunteer"),
    path("help/me/change/", own.change_own_volunteer, name="change_own_volunteer"),
    path("help/me/do/<slug:step>/", own.own_volunteer_step, name="own_volunteer_step"),
    path("help/me/<str:token>/", own.open_volunteer, name="open_volunteer"),
    path("help/consent/<str:token>/", guardian.open_consent, name="open_consent"),
    path("desk/volunteers/", people.volunteers, name="volunteers"),
    path("desk/volunteers/new/", people.register_volunteer, name="register_volunteer"),
    path("desk/volunteers/groups/", groups.volunteer_groups, name="volunteer_groups"),
    path("desk/volunteers/groups/<uuid:group_id>/sheet/", groups.group_sheet, name="group_sheet"),
    path(
        "desk/volunteers/groups/<uuid:group_id>/<slug:step>/", groups.volunteer_group_step, name="volunteer_group_step"
    ),
    path("desk/volunteers/<uuid:volunteer_id>/", person.volunteer, name="volunteer"),
    path("desk/volunteers/<uuid:volunteer_id>/change/", person.change_volunteer, name="change_volunteer"),
    path("desk/volunteers/<uuid:volunteer_id>/do/<slug:step>/", person.volunteer_step, name="volunteer_step"),
]
ASKING: list[URLPattern] = [
    path("help/ask/", ask.ask_help, name="ask_help"),
    path("help/ask/code/", ask.confirm_help, name="confirm_help"),
    path("help/asked/", ask.asked_help, name="asked_help"),
    path("help/call-me/", ask.call_me_back, name="call_me_back"),
    path("desk/volunteers/calls/", calls.volunteer_calls, name="volunteer_calls"),
    path("desk/volunteers/calls/next/", calls.next_call, name="next_call"),
    path("desk/volunteers/calls/new/", calls.new_call, name="new_call"),
    path("desk/volunteers/calls/<uuid:call_id>/", calls.volunteer_call, name="volunteer_call"),
    path("desk/volunteers/import-needs/", import_needs.import_needs, name="import_needs"),
    path("desk/volunteers/import-needs/<uuid:table_id>/", import_needs.import_needs_look, name="import_needs_look"),
]
SHIFTS: list[URLPattern] = [
    path("help/", shifts.help_page, name="help"),
    path("help/shift/<uuid:line_id>/", shifts.shift, name="shift"),
    path("help/shift/<uuid:line_id>/take/", shifts.take_shift, name="take_shift"),
    path("help/shift/<uuid:line_id>/group/", shifts.claim_shift, name="claim_shift"),
    path("help/offer/<str:token>/", offer.open_offer, name="open_offer"),
]
NEEDS: list[URLPattern] = [
    path("desk/volunteers/needs/", needs.needs, name="volunteer_needs"),
    path("desk/volunteers/needs/new/", needs.new_need, name="new_need"),
    path("desk/volunteers/needs/<uuid:line_id>/", needs.line, name="volunteer_line"),
    path("desk/volunteers/needs/<uuid:line_id>/near/", needs.near, name="line_near"),
    path("desk/volunteers/needs/<uuid:line_id>/close/", needs.close_line, name="close_line"),
    path("desk/volunteers/needs/<uuid:line_id>/calls.pdf", needs.call_list, name="line_call_list"),
    path("desk/volunteers/needs/<uuid:line_id>/<slug:step>/", needs.line_step, name="volunteer_line_step"),
]
PLANS: list[URLPattern] = [
    path("desk/volunteers/plans/", plans.plans, name="volunteer_plans"),
    path("desk/volunteers/plans/<uuid:run_id>/", plans.plan, name="volunteer_plan"),
    path(
        "desk/volunteers/plans/<uuid:run_id>/people/<uuid:volunteer_id>/",
        plans.plan_person,
        name="volunteer_plan_person",
    ),
    path("desk/volunteers/lines/<uuid:line_id>/settle/<slug:step>/", plans.settle, name="settle_volunteer"),
    path("desk/volunteers/import/", importing.import_volunteers, name="import_volunteers"),
    path("desk/volunteers/import/<uuid:import_id>/", importing.volunteer_import, name="volunteer_import"),
    path("desk/volunteers/import/<uuid:import_id>/do/", importing.do_volunteer_import, name="do_volunteer_import"),
    path(
        "desk/volunteers/import/<uuid:import_id>/faults.csv",
        importing.volunteer_import_faults,
        name="volunteer_import_faults",
    ),
]
AFTERCARE: list[URLPattern] = [
    path("help/offer/<str:token>/incident/", incidents.report_incident, name="report_incident"),
    path("help/offer/<str:token>/rate/", aftercare.rate_task, name="rate_task"),
    path("help/thanks/<uuid:case_id>/<str:token>/", aftercare.thank_volunteers, name="thank_volunteers"),
    path("help/calendar/<uuid:volunteer_id>/<str:token>/", aftercare.volunteer_calendar, name="volunteer_calendar"),
    path("desk/volunteers/needs/<uuid:line_id>/after/", aftercare.line_after, name="line_after"),
    path("desk/volunteers/needs/<uuid:line_id>/after/hide/", aftercare.hide_thanks, name="hide_thanks"),
    path("desk/volunteers/needs/<uuid:line_id>/incident/", aftercare.line_incident, name="line_incident"),
]
NUMBERS: list[URLPattern] = [
    path("desk/volunteers/numbers/", numbers.volunteer_numbers, name="volunteer_numbers"),
    path("desk/volunteers/numbers/unmet.csv", numbers.unmet_csv, name="volunteer_unmet_csv"),
    path("desk/volunteers/numbers/hours.csv", numbers.hours_csv, name="volunteer_hours_csv"),
    path("desk/volunteers/numbers/register/<slug:sheet>.xlsx", numbers.volunteer_register, name="volunteer_register"),
]
# The first ones before those of needs, whose last one takes any word as a step.
urlpatterns: list[URLPattern] = [
    *HOURS_URLS,
    *PROOF,
    *AFTERCARE,
    *NUMBERS,
    *PEOPLE,
    *ASKING,
    *SHIFTS,
    *NEEDS,
    *PLANS,
    *CAMPAIGNS,
]
