"""Addresses of the public voices, below the language."""

from django.urls import path

from dauys.publication.pages import author, desk, readers, voices

urlpatterns = [
    path("voices/", voices.voices, name="voices"),
    path("voices/feed/", voices.feed, name="voices_feed"),
    path("voices/subscribe/", readers.subscribe, name="subscribe"),
    path("voices/subscribe/sent/", readers.subscribe_sent, name="subscribe_sent"),
    path("voices/confirm/<str:token>/", readers.confirm_subscription, name="confirm_subscription"),
    path("voices/leave/<str:token>/", readers.unsubscribe, name="unsubscribe"),
    path("voices/<slug:public_id>/", voices.voice, name="voice"),
    path("voices/<slug:public_id>/files/<uuid:file_id>/", voices.voice_file, name="voice_file"),
    path("track/publication/", author.publication_wish, name="publication_wish"),
    path("desk/publish/", desk.to_publish, name="to_publish"),
    path("desk/publish/<uuid:case_id>/", desk.review_publication, name="review_publication"),
]
