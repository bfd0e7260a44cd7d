"""Addresses of answers, below the language."""

from django.urls import path

from dauys.answers.pages import answer, attachments, handing_over, hearing, signing

urlpatterns = [
    path("desk/obligations/<uuid:obligation_id>/answer/", answer.write, name="write"),
    path("desk/obligations/<uuid:obligation_id>/answer/autosave/", answer.autosave, name="autosave"),
    path(
        "desk/obligations/<uuid:obligation_id>/answer/files/<uuid:file_id>/",
        attachments.answer_file,
        name="answer_file",
    ),
    path("desk/obligations/<uuid:obligation_id>/check/", answer.check, name="check"),
    path("desk/obligations/<uuid:obligation_id>/read-out/", answer.read_out, name="read_out"),
    path("desk/obligations/<uuid:obligation_id>/posted/", answer.post, name="posted"),
    path("desk/obligations/<uuid:obligation_id>/letter/", answer.letter, name="letter"),
    path("desk/obligations/<uuid:obligation_id>/hearing/", hearing.invite, name="invite_hearing"),
    path("desk/to-hand-over/", handing_over.waiting, name="to_hand_over"),
    path("desk/to-sign/", signing.waiting, name="to_sign"),
    path("desk/hearings/<uuid:hearing_id>/protocol/", hearing.write, name="hearing_protocol"),
    path("desk/hearings/<uuid:hearing_id>/off/", hearing.call_off, name="hearing_off"),
    path("desk/hearings/<uuid:hearing_id>/", hearing.show, name="hearing"),
]
