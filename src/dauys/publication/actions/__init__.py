"""The verbs of publication."""

from dauys.publication.actions.digests import send_digests
from dauys.publication.actions.review import PutIn, cover, publish, refuse, review_answer
from dauys.publication.actions.subscriptions import confirm, subscribe, sweep, unsubscribe
from dauys.publication.actions.wishes import answer_sent, ask, catch_up, erase, line_up, look_again, take_back

__all__ = [
    "PutIn",
    "answer_sent",
    "ask",
    "catch_up",
    "confirm",
    "cover",
    "erase",
    "line_up",
    "look_again",
    "publish",
    "refuse",
    "review_answer",
    "send_digests",
    "subscribe",
    "sweep",
    "take_back",
    "unsubscribe",
]
