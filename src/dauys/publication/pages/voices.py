"""What readers see: the list of public voices with its filters, one voice, and the feed of a filter."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.ground.access.gate import public
from dauys.ground.files import queries as files
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.kept import etagged
from dauys.publication import queries
from dauys.publication.filters import Filter, UnknownFilter, area_choices, filter_words, read_filter, topic_choices
from dauys.publication.words import address_of, place_and_topic, shown, title_of

FEED_LENGTH = 30


def _lang() -> str:
    return get_language() or current().info.default_language


def _unknown(error: UnknownFilter) -> str:
    return _("There is no such place.") if error.what == "area" else _("There is no such topic.")


@require_safe
@public
@etagged
def voices(request: HttpRequest) -> HttpResponse:
    """One page of public voices. A filter that the pack does not know is an error above the whole list of choices."""
    problem, wanted = "", Filter()
    try:
        wanted = read_filter(request.GET.dict())
    except UnknownFilter as error:
        problem = _unknown(error)
    try:
        found = queries.page(wanted, request.GET.get("after", ""))
    except queries.BadCursor:
        found = queries.page(wanted)
    at = now()
    context: dict[str, Any] = {
        "section": "voices",
        "rows": [shown(r, found.legs.get(r.case_id), at, _lang()) for r in found.rows] if not problem else [],
        "next": "&".join(filter(None, [wanted.query, f"after={found.next_cursor}"])) if found.next_cursor else "",
        "problem": problem,
        "areas": area_choices(wanted.area),
        "topics": topic_choices(),
        "area": wanted.area.rstrip("/"),
        "topic": wanted.topic,
        "filter": filter_words(wanted) if wanted.query else "",
        "query": wanted.query,
    }
    return render(request, "publication/voices.html", context, status=404 if problem else 200)


@require_safe
@public
@etagged
def voice(request: HttpRequest, public_id: str) -> HttpResponse:
    """One public voice; what was taken back or never shown reads like what does not exist. Two statements,
    and one for files that are shown."""
    row = queries.by_public_id(public_id)
    if row is None:
        raise Http404
    leg = queries.newest_legs([row.case_id]).get(row.case_id)
    return render(
        request,
        "publication/voice.html",
        {"section": "voices", "v": shown(row, leg, now(), _lang()), "files": queries.public_files(row)},
    )


@require_safe
@public
def voice_file(request: HttpRequest, public_id: str, file_id: UUID) -> HttpResponseBase:
    """A file of the answer that staff let be shown with the voice."""
    stored = queries.public_file(public_id, file_id)
    if stored is None:
        raise Http404
    try:
        return files.response(stored)
    except files.Withheld:
        raise Http404 from None


@require_safe
@public
@etagged
def feed(request: HttpRequest) -> HttpResponse:
    """The newest public voices of a filter as Atom. Two statements."""
    try:
        wanted = read_filter(request.GET.dict())
    except UnknownFilter as error:
        return HttpResponse(_unknown(error), status=404, content_type="text/plain; charset=utf-8")
    language, base = _lang(), settings.PUBLIC_URL
    rows = queries.page(wanted, size=FEED_LENGTH).rows
    query = f"?{wanted.query}" if wanted.query else ""
    made = Atom1Feed(
        title=_("Public voices: %s") % filter_words(wanted),
        link=f"{base}{reverse('voices')}{query}",
        description="",
        language=language,
        feed_url=f"{base}{reverse('voices_feed')}{query}",
    )
    for row in rows:
        link = base + address_of(row, language)
        made.add_item(
            title=title_of(row),
            link=link,
            description=_plain(row.text),
            unique_id=link,
            pubdate=row.published_at,
            updateddate=row.published_at,
            categories=[place_and_topic(row, language)],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _plain(text: str) -> str:
    """Escaped once for the readers of feeds, which take a summary for HTML; the XML is escaped by its writer."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
