"""Ways to reach a person on the net: e-mail, also as it is said, handles, and links to profiles."""

import re
from collections.abc import Iterator

from dauys.core.redaction.stretch import Stretch

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_MAIL_SAID = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\(?собака\)?|[(\[]at[)\]]|[(\[]@[)\]]) ?[\w-]{1,63}"
    r" ?(?:\.|точка|нүкте|dot) ?[a-zа-я]{2,6}(?!\w)",
    re.IGNORECASE,
)
_SITES = r"t\.me|telegram\.me|instagram\.com|facebook\.com|fb\.com|vk\.com|vkontakte\.ru|tiktok\.com|ok\.ru|wa\.me"
_LINK = re.compile(
    rf"(?<![\w.@])(?:https?://)?(?:www\.|m\.)?(?:{_SITES}|threads\.net|x\.com|twitter\.com|linkedin\.com/in)"
    r"/[\w.@?=&%+/-]{2,200}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z_][\w.]{2,40}(?<!\.)")
_NAMED = re.compile(
    r"(?<!\w)(?:инста(?:грам\w{0,4})?|телеграм\w{0,4}|тг|вк|тикток\w{0,3}|instagram|insta|telegram|tiktok|ник)"
    r" ?[:–-]? ?([A-Za-z_][\w.]{3,40})(?<!\.)",
    re.IGNORECASE,
)


def links(text: str) -> Iterator[Stretch]:
    """E-mails, links to profiles, handles; a bare name only beside the word of its network."""
    for pattern, kind in ((_MAIL, "mail"), (_MAIL_SAID, "mail"), (_LINK, "profile"), (_HANDLE, "profile")):
        for match in pattern.finditer(text):
            yield Stretch(*match.span(), kind, "shape")
    for match in _NAMED.finditer(text):
        if match[1].isascii():
            yield Stretch(*match.span(1), "profile", "beside_word")
