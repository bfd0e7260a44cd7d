"""The invented staff of the demonstration: who works where in which role, all with one password."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from dauys.directory.actions import appoint
from dauys.directory.models import Post
from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts.actions import add_staff, grant
from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.ground.packs.pack import Pack

PASSWORD = "dauys-demo-2026"  # noqa: S105  # nosec B105  printed by the demonstration itself
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Worker:
    """One invented member of staff. `org` is a body's code, empty for everything; `post` a post of the pack there."""

    login: str
    name: str
    role: str
    org: str
    post: str = ""
    language: str = "kk"
    over: str | None = None  # the branch of the grant, when it is not the body of the post

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def org_path(self) -> str:
        branch = self.org if self.over is None else self.over
        return f"{branch}/" if branch else ""


AQJAR = "akmola/aqjar"

# The surnames say "example", "model", "trial" and "exhibit" in Kazakh or Russian, so that nobody takes them for real.
STAFF = (
    Worker("clerk", "Айгерім Мысалова", "clerk", "centre", "clerk"),
    Worker("operator", "Ольга Примерова", "clerk", "centre", "operator", "ru"),
    Worker("akimat", "Гүлназ Үлгібаева", "clerk", AQJAR, "clerk"),
    Worker("head", "Нұрлан Көрмеков", "head", AQJAR, "akim"),
    Worker("deputy", "Роза Үлгіева", "supervisor", AQJAR, "deputy-akim"),
    Worker("district", "Тимур Сынақов", "officer", AQJAR, "officer"),
    Worker("housing", "Серік Мысалбаев", "officer", f"{AQJAR}/housing", "chief-officer"),
    Worker("housing2", "Светлана Образчикова", "officer", f"{AQJAR}/housing", "officer", "ru"),
    Worker("housing-head", "Бақыт Үлгібаев", "supervisor", f"{AQJAR}/housing", "head"),
    Worker("transport", "Андрей Примеров", "officer", f"{AQJAR}/transport", "chief-officer", "ru"),
    Worker("transport2", "Жандос Сынақбаев", "officer", f"{AQJAR}/transport", "officer"),
    Worker("transport-head", "Динара Көрмекова", "supervisor", f"{AQJAR}/transport", "head"),
    Worker("social", "Меруерт Үлгіева", "officer", f"{AQJAR}/social", "chief-officer"),
    Worker("social2", "Галина Примерова", "officer", f"{AQJAR}/social", "officer", "ru"),
    Worker("social-head", "Асқар Мысалов", "supervisor", f"{AQJAR}/social", "head"),
    Worker("education", "Раушан Сынақова", "officer", f"{AQJAR}/education", "chief-officer"),
    Worker("education2", "Ирина Пробная", "officer", f"{AQJAR}/education", "officer", "ru"),
    Worker("education-head", "Қайрат Көрмеков", "supervisor", f"{AQJAR}/education", "head"),
    Worker("power", "Виктор Образчиков", "officer", f"{AQJAR}/jaryq", "dispatcher", "ru"),
    Worker("health", "Сәуле Мысалбаева", "officer", f"{AQJAR}/health", "chief-officer"),
    Worker("land", "Данияр Үлгібаев", "officer", f"{AQJAR}/land", "chief-officer"),
    Worker("complaints", "Жанар Сынақбаева", "officer", "akmola/control", "supervisor"),
    Worker("complaints-head", "Марат Примеров", "supervisor", "akmola/control", "section-head", "ru"),
    Worker("hotline", "Айнұр Мысалова", "clerk", "volunteers/akmola/aqjar", "operator"),
    Worker("coordinator", "Ерлан Үлгібаев", "officer", "volunteers/akmola/aqjar", "coordinator"),
    Worker("volunteers", "Гүлмира Көрмекова", "supervisor", "volunteers/akmola/aqjar", "supervisor"),
    Worker("national", "Арман Сынақов", "officer", "volunteers", "coordinator", over="volunteers"),
    Worker("controller", "Әлия Көрмекова", "controller", "gov", "controller", over=""),
    Worker("admin", "Санжар Мысалов", "administrator", ""),
)
# Everybody above is hired long before the first invented case.
HIRED_BEFORE = timedelta(days=90)
HIRED_LONG_AGO = timedelta(days=1125)


# Names for a pack without a staff of its own here: they too say that nobody is meant.
_GIVEN = ("Ada", "Bruno", "Clara", "Denis", "Edith", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Klara", "Leo")
_SURNAMES = ("Sample", "Specimen", "Trial", "Exhibit", "Example", "Placeholder", "Mockup")
_ROLES = {"deputy": "supervisor"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the demonstration of a pack, and the logins of those whom the plan of cases asks for by name."""

    staff: tuple[Worker, ...]
    own: str  # the body with a clerk and a head of its own, above those that answer
    window: str
    operator: str
    clerk: str
    head: str
    deputy: str

    def officers_of(self, org: str) -> tuple[str, ...]:
        """Logins of the officers of exactly this body; none where nobody works in the demonstration."""
        return tuple(w.login for w in self.staff if w.role == "officer" and w.org == org)

    def supervisor_of(self, org: str) -> str:
        """The login of who leads this body: its own supervisor, else the deputy head of the body above."""
        return next((w.login for w in self.staff if w.role == "supervisor" and w.org == org), self.deputy)


def cast_of(pack: Pack) -> Cast:
    """The staff written here for kz; for any other pack somebody at every post."""
    if pack.code == "kz":
        return Cast(STAFF, AQJAR, "clerk", "operator", "akimat", "head", "deputy")
    staff = (*_somebody_at_every_post(pack), Worker("admin", "Omar Sample", "administrator", "", language=_first(pack)))

    def login(role: str, org: str = "", last: bool = False) -> str:
        found = [w.login for w in staff if w.role == role and org in ("", w.org)]
        return found[-1 if last else 0] if found else ""

    own = next((w.org for w in staff if w.role == "clerk"), staff[0].org)
    window = login("clerk")
    return Cast(
        staff,
        own,
        window,
        login("clerk", own, last=True),
        window,
        login("head", own),
        login("supervisor", own) or window,
    )


def _first(pack: Pack) -> str:
    return pack.info.default_language


def _somebody_at_every_post(pack: Pack) -> Iterator[Worker]:
    number = 0
    steps = Counter(code.rpartition("/")[2] for code in pack.organizations)
    for body in pack.organizations.values():
        last = body.code.rpartition("/")[2]
        desk = last if steps[last] == 1 else body.code.replace("/", ".")
        for post in body.posts:
            name = f"{_GIVEN[number % len(_GIVEN)]} {_SURNAMES[number % len(_SURNAMES)]}"
            login = f"{desk}-{post.code}"
            over = "" if post.role == "controller" else None
            yield Worker(login, name, _ROLES.get(post.role, post.role), body.code, post.code, _first(pack), over)
            number += 1


def _position(worker: Worker, post: Post | None) -> dict[str, str]:
    if post is not None:
        return dict(post.names)
    return current().labels.roles[worker.role].as_dict()


def hire(*, at: datetime, workers: Sequence[Worker]) -> dict[str, User]:
    """Makes every account with its post and grant as of `at`; the users by login."""
    posts = {(p.organization.code, p.code): p for p in Post.objects.select_related("organization")}
    users = {}
    for worker in workers:
        post = posts[worker.org, worker.post] if worker.post else None
        user = add_staff(
            email=worker.email,
            name=worker.name,
            password=None,
            language=worker.language,
            position=_position(worker, post),
            actor=SYSTEM,
            at=at,
        )
        if post is not None:
            appoint(user=user, post=post, since=at.date(), actor=SYSTEM, at=at)
        grant(user=user, role=worker.role, org_path=worker.org_path, since=at.date(), actor=SYSTEM, at=at)
        users[worker.login] = user
    # A strong hash takes a third of a second; the password is public here, so all accounts share one.
    User.objects.filter(pk__in=[u.pk for u in users.values()]).update(password=make_password(PASSWORD))
    return users
