"""Addresses of the doors, below the language."""

from django.urls import path

from dauys.channels.pages import check, desk, held, imports, joining, mine, new_code, receipt, say, track, waiting

urlpatterns = [
    path("say/", say.say, name="say"),
    path("say/check/", say.check_answers, name="check_answers"),
    path("say/code/", say.code, name="code"),
    path("say/files/<uuid:file_id>/remove/", say.remove_file, name="remove_file"),
    path("say/waiting/", waiting.waiting, name="waiting"),
    path("say/join/", joining.join, name="join"),
    path("say/joined/", joining.joined, name="joined"),
    path("say/<slug:step>/", say.step, name="step"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("receipt/pdf/", receipt.receipt_pdf, name="receipt_pdf"),
    path("receipt/file/", receipt.receipt_json, name="receipt_json"),
    path("check/", check.check_receipt, name="check_receipt"),
    path("track/", track.track, name="track"),
    path("track/case/", track.tracking, name="tracking"),
    path("track/joined/", joining.supported, name="supported"),
    path("track/confirm/", track.confirm, name="confirm"),
    path("track/close/", track.close, name="close"),
    path("track/reply/<uuid:question_id>/", track.reply, name="reply"),
    path("track/complain/<uuid:obligation_id>/", track.complain, name="complain"),
    path("track/rate/<uuid:obligation_id>/", track.rate, name="rate"),
    path("my/", mine.mine, name="mine"),
    path("my/code/", mine.code, name="mine_code"),
    path("my/<uuid:case_id>/", mine.open_mine, name="open_mine"),
    path("desk/register/", desk.register, name="register"),
    path("desk/register/autosave/", desk.autosave, name="register_autosave"),
    path("desk/register/discard/", desk.discard, name="register_discard"),
    path("desk/held/", held.held, name="held"),
    path("desk/held/accept/", held.accept, name="held_accept"),
    path("desk/held/discard/", held.discard, name="held_discard"),
    path("desk/imports/", imports.imports, name="imports"),
    path("desk/imports/<uuid:import_id>/", imports.look, name="import"),
    path("desk/imports/<uuid:import_id>/file/", imports.file_all, name="import_file"),
    path("desk/today/", desk.registered_today, name="registered_today"),
    path("desk/cases/<uuid:case_id>/slip/", receipt.slip, name="slip"),
    path("desk/cases/<uuid:case_id>/new-code/", new_code.new_code, name="new_code"),
]
