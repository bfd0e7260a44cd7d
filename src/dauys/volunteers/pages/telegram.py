"""Where Telegram posts what people write to our bot: who began a chat by the link of their page, and who ends it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_secret
from dauys.ground.messages import telegram_hook
from dauys.ground.moment import now
from dauys.volunteers import actions


@csrf_exempt
@require_POST
@by_secret
def telegram_told(request: HttpRequest) -> HttpResponse:
    """Answers with what Telegram is to write into the chat; 403 to whoever is not Telegram. What cannot be read is
    taken as read, or it would be posted for days."""
    if not telegram_hook.comes_from_telegram(request.headers.get(telegram_hook.HEADER, "")):
        return HttpResponse(status=403)
    told = telegram_hook.read_update(request.body)
    words = _answer(told) if told else ""
    return JsonResponse(telegram_hook.reply(told.chat, words) if told and words else {})


def _answer(told: telegram_hook.Told) -> str:
    language = told.language if told.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    if told.stops:
        ended = actions.end_chats(chat=told.chat, actor=ANONYMOUS, at=now())
        with override(ended or language):
            return "" if told.blocked else _("Nothing more is written here. You are told by SMS or e-mail again.")
    if told.start:
        row = actions.begin_chat(start=told.start, chat=told.chat, actor=ANONYMOUS, at=now())
        with override(row.language if row else language):
            if row:
                return _("From now on your tasks come here. To end it, write /stop")
            return _("This link does not work any more. Take a new one on your volunteer page.")
    with override(language):
        return _("Nobody reads here. You answer by the link of a message. To end the chat, write /stop")
