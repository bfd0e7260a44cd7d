"""Every address of the house."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from dauys.channels.api import api
from dauys.figures.open_data import figures_csv, figures_json
from dauys.ground.rooms.routes import of_room
from dauys.site import pages
from dauys.site.living import living
from dauys.site.metrics import metrics
from dauys.volunteers.urls_of_machines import MACHINES

urlpatterns = [
    path("", pages.root, name="root"),
    path("healthz", pages.health, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("log/", include("dauys.ground.log.urls")),
]
without_language: dict[str, list[URLPattern | URLResolver]] = {
    "channels": [path("api/v1/", api.urls)],
    "figures": [
        path("figures.json", figures_json, name="figures_json"),
        path("figures.csv", figures_csv, name="figures_csv"),
    ],
    "volunteers": [*MACHINES],
}
urlpatterns += [of_room(room, routes) for room, routes in without_language.items()]
inside: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("rules/", pages.rules, name="rules"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("ui/", living, name="living"),
    path("desk/start/", pages.start, name="start"),
    path("desk/undelivered/", pages.undelivered, name="undelivered"),
    path("", include("dauys.site.doctor.urls")),
    path("", include("dauys.ground.accounts.urls")),
    path("", include("dauys.cases.urls")),
    path("", include("dauys.search.urls")),
    path("", include("dauys.routing.urls")),
    path("", include("dauys.answers.urls")),
]
inside += [of_room(room, f"dauys.{room}.urls") for room in settings.ROOM_STANDS_ON]
if settings.DEMO:
    inside.append(path("demo/", include("dauys.site.demo.urls")))
urlpatterns += i18n_patterns(*inside, prefix_default_language=True)

handler400 = "dauys.site.errors.bad_request"
handler404 = "dauys.site.errors.not_found"
handler500 = "dauys.site.errors.failed"
