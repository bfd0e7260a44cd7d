"""Saved lists: kept under a name, shown to their owner alone, opened as they were."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.threads import together

from dauys.cases import actions
from dauys.cases.filters import Filters, read
from dauys.cases.models import SavedList
from dauys.directory.cache import areas


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_saved_shown_opened_and_removed(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    other, _actor = make.staff("officer")
    client, query = signed_in(user), "view=new&due=overdue&who=nobody"
    assert (
        'href="/kk/desk/lists/save/?view=new&amp;due=overdue&amp;who=nobody"'
        in client.get(f"/kk/desk/?{query}").content.decode()
    )
    assert client.get(f"/kk/desk/lists/save/?{query}").status_code == 200
    fields = {"view": "new", "due": "overdue", "who": "nobody"}
    empty = client.post("/kk/desk/lists/save/", {**fields, "name": " "})
    assert empty.status_code == 422 and 'name="who" value="nobody"' in empty.content.decode()
    saved = client.post("/kk/desk/lists/save/", {**fields, "name": "Жолдар <b>"})
    assert saved["Location"] == f"/kk/desk/?{query}"
    shown = client.get(saved["Location"]).content.decode()
    assert '<h1 class="d-h1">Жолдар &lt;b&gt;</h1>' in shown
    assert "Жолдар" not in signed_in(other).get("/kk/desk/").content.decode()
    taken = client.post("/kk/desk/lists/save/", {"view": "mine", "name": "Жолдар <b>"})
    assert taken.status_code == 422 and "Мұндай атты тізіміңіз бар" in taken.content.decode()
    row = SavedList.objects.get()
    assert signed_in(other).post(f"/kk/desk/lists/{row.pk}/forget/").status_code == 302
    assert SavedList.objects.count() == 1
    assert client.post(f"/kk/desk/lists/{row.pk}/forget/").status_code == 302
    assert not SavedList.objects.exists()


def test_the_same_twice_is_one_and_there_is_an_end(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    for _ in range(2):
        actions.save_list(name="a", query="view=new", actor=actor, at=make.AT)
    for index in range(actions.MOST_LISTS - 1):
        actions.save_list(name=str(index), query="view=mine", actor=actor, at=make.AT)
    assert SavedList.objects.count() == actions.MOST_LISTS
    with pytest.raises(actions.TooManyLists):
        actions.save_list(name="b", query="view=new", actor=actor, at=make.AT)
    actions.forget_list(saved=uuid4(), actor=actor)
    assert SavedList.objects.count() == actions.MOST_LISTS


def test_two_windows_at_once(transactional_db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    found = together(4, lambda index: actions.save_list(name="a", query=f"view={index}", actor=actor, at=make.AT))
    assert sum(isinstance(f, actions.NameTaken) for f in found) == 3, found
    assert SavedList.objects.count() == 1


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(view="mine", sort="newest", size=100),
        Filters(kind="complaint", due="soon", who="mine", area="kz/11/aqjar/"),
    ],
)
def test_what_is_written_is_read_again(db: None, filters: Filters) -> None:
    asked = dict(part.split("=") for part in filters.query.split("&"))
    assert read(asked, areas()) == filters


def test_odd_addresses_fall_back(db: None) -> None:
    odd = {"view": "x", "kind": "x", "due": "'", "area": "kz/../", "who": "all", "sort": "id; --", "size": "9999"}
    assert read(odd, areas(), view="mine") == Filters(view="mine")
