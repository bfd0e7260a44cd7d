"""Addresses of oversight, below the language."""

from django.urls import path

from dauys.oversight.pages import board, samples, sheets

urlpatterns = [
    path("desk/board/", board.board, name="board"),
    path("desk/sheets/", sheets.sheets, name="sheets"),
    path("desk/sheets/new/", sheets.new_sheet, name="new_sheet"),
    path("desk/sheets/<uuid:version_id>/", sheets.sheet, name="sheet"),
    path("desk/sheets/<uuid:version_id>/write/", sheets.write_sheet, name="write_sheet"),
    path("desk/sheets/<uuid:version_id>/issue/", sheets.issue_sheet, name="issue_sheet"),
    path("desk/sheets/<uuid:version_id>/read/", sheets.acknowledge_sheet, name="acknowledge_sheet"),
    path("desk/samples/", samples.samples, name="samples"),
    path("desk/samples/<uuid:sample_id>/", samples.sample, name="sample"),
    path("desk/samples/<uuid:sample_id>/table/", samples.sample_table, name="sample_table"),
    path("desk/samples/<uuid:sample_id>/<int:position>/", samples.mark, name="mark_answer"),
]
