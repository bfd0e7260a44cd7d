"""Addresses of routing, below the language."""

from django.urls import path

from dauys.routing.pages import bulk, crime, forwarding, leaving, rules, steps, unowned

urlpatterns = [
    path("desk/obligations/<uuid:obligation_id>/body/", steps.settle, name="settle"),
    path("desk/obligations/<uuid:obligation_id>/take/", steps.take, name="take"),
    path("desk/obligations/<uuid:obligation_id>/give/", steps.give, name="give"),
    path("desk/routing/rules/", rules.try_rules, name="try_rules"),
    path("desk/obligations/<uuid:obligation_id>/forward/", forwarding.forward, name="forward"),
    path("desk/obligations/<uuid:obligation_id>/not-ours/", unowned.give_back, name="give_back"),
    path("desk/obligations/<uuid:obligation_id>/owner/", unowned.name_owner, name="name_owner"),
    path("desk/obligations/<uuid:obligation_id>/leave/", leaving.propose, name="propose_leaving"),
    path("desk/obligations/<uuid:obligation_id>/leave/decide/", leaving.decide, name="decide_leaving"),
    path("desk/obligations/<uuid:obligation_id>/withdraw/", leaving.withdraw, name="withdraw_for"),
    path("desk/obligations/<uuid:obligation_id>/crime/", crime.pass_on, name="pass_crime"),
    path("desk/obligations/<uuid:obligation_id>/no-crime/", crime.clear, name="clear_crime"),
    path("desk/leavings/", leaving.waiting, name="leavings"),
    path("desk/bulk/", bulk.preview, name="bulk"),
    path("desk/bulk/do/", bulk.do, name="bulk_do"),
    path("desk/bulk/<uuid:bulk_id>/", bulk.result, name="bulk_result"),
    path("desk/bulk/<uuid:bulk_id>/undo/", bulk.undo, name="bulk_undo"),
]
