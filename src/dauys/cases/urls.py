"""Addresses of the desk's case pages, below the language."""

from django.urls import path

from dauys.cases.pages import calendar, case, clock, correct, exports, hold, repeat, worklist

urlpatterns = [
    path("desk/", worklist.worklist, name="worklist"),
    path("desk/lists/save/", worklist.save_list, name="save_list"),
    path("desk/lists/<uuid:list_id>/forget/", worklist.forget_list, name="forget_list"),
    path("desk/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<uuid:feed_id>/<str:key>.ics", calendar.feed, name="calendar_feed"),
    path("desk/export/", exports.export, name="export"),
    path("desk/exports/", exports.exports, name="exports"),
    path("desk/exports/<uuid:export_id>/", exports.export_file, name="export_file"),
    path("desk/exports/<uuid:export_id>/forget/", exports.forget_export, name="forget_export"),
    path("desk/cases/<uuid:case_id>/", case.case, name="case"),
    path("desk/cases/<uuid:case_id>/contacts/", case.contacts, name="contacts"),
    path("desk/cases/<uuid:case_id>/repeat/", repeat.mark, name="mark_repeat"),
    path("desk/cases/<uuid:case_id>/repeat/off/", repeat.unmark, name="unmark_repeat"),
    path("desk/corrections/", correct.corrections, name="corrections"),
    path("desk/cases/<uuid:case_id>/correct/", correct.correct, name="correct"),
    path("desk/cases/<uuid:case_id>/hold/", hold.hold, name="hold"),
    path("desk/cases/<uuid:case_id>/hold/lift/", hold.lift, name="lift_hold"),
    path("desk/cases/<uuid:case_id>/files/<uuid:file_id>/", case.attachment, name="attachment"),
    path("desk/obligations/<uuid:obligation_id>/question/", clock.ask_person, name="ask_person"),
    path("desk/obligations/<uuid:obligation_id>/question/reply/", clock.heard_reply, name="heard_reply"),
    path("desk/obligations/<uuid:obligation_id>/question/take-back/", clock.take_back, name="take_back"),
    path("desk/obligations/<uuid:obligation_id>/more-time/", clock.ask_extension, name="ask_extension"),
    path("desk/obligations/<uuid:obligation_id>/more-time/decide/", clock.decide_extension, name="decide_extension"),
    path("desk/obligations/<uuid:obligation_id>/kind/", case.kind, name="change_kind"),
]
