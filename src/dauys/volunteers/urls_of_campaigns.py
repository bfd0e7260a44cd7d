"""Addresses of campaigns, below the language."""

from django.urls import URLPattern, path

from dauys.volunteers.pages import campaign, campaigns, incidents, lead, offline

CAMPAIGNS: list[URLPattern] = [
    path("help/campaign/<slug:code>/", campaign.campaign, name="campaign"),
    path("help/campaign/<slug:code>/zone/<int:number>/", campaign.join_zone, name="join_zone"),
    path("help/campaign/<slug:code>/zone/<int:number>/group/", lead.bring_group, name="bring_group"),
    path("help/team/<slug:code>/", campaign.join_team, name="join_team"),
    path("help/ticket/<str:token>/", campaign.own_enrolment, name="own_enrolment"),
    path("help/ticket/<str:token>/incident/", incidents.ticket_incident, name="ticket_incident"),
    path("help/offline/", offline.offline_page, name="offline_page"),
    path("help/offline/worker.js", offline.offline_worker, name="offline_worker"),
    path("help/offline/app.webmanifest", offline.offline_manifest, name="offline_manifest"),
    path("help/lead/<str:token>/", lead.lead_team, name="lead_team"),
    path("help/lead/<str:token>/incident/", incidents.team_incident, name="team_incident"),
    path("help/lead/<str:token>/code/", lead.lead_code, name="lead_code"),
    path("help/lead/<str:token>/sheet/", lead.team_sheet, name="team_sheet"),
    path("help/lead/<str:token>/roster/", offline.team_roster, name="team_roster"),
    path("help/lead/<str:token>/merge/", offline.merge_team, name="merge_team"),
    path("help/lead/<str:token>/do/<slug:step>/", lead.lead_team_step, name="lead_team_step"),
    path("desk/volunteers/campaigns/", campaigns.campaigns, name="campaigns"),
    path("desk/volunteers/campaigns/<uuid:campaign_id>/", campaigns.desk_campaign, name="desk_campaign"),
    path("desk/volunteers/campaigns/<uuid:campaign_id>/zones/", campaigns.campaign_zones, name="campaign_zones"),
    path("desk/volunteers/campaigns/<uuid:campaign_id>/places/", campaigns.campaign_places, name="campaign_places"),
    path("desk/volunteers/campaigns/<uuid:campaign_id>/team/", campaigns.campaign_team, name="campaign_team"),
    path("desk/volunteers/campaigns/<uuid:campaign_id>/do/<slug:step>/", campaigns.campaign_step, name="campaign_step"),
]
