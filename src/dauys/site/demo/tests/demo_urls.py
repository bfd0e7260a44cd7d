"""All addresses of the house together with the demonstration's, as they are when DAUYS_DEMO is set."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dauys.site.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]
urlpatterns = [
    *urlpatterns,
    *i18n_patterns(path("demo/", include("dauys.site.demo.urls")), prefix_default_language=True),
]
