"""A family comes unannounced: the desk writes it down, the head gives two instructions, both run late."""

from datetime import timedelta

from django.utils.timezone import localdate

from tests.journeys.house import House
from tests.journeys.walks import fill, fresh_text
from tests.journeys.windows import Windows

_HEAD = (
    "SELECT p.id::text FROM directory_post p JOIN directory_organization o ON o.id = p.organization_id"
    " WHERE p.role = 'head' AND o.code = %s LIMIT 1"
)
MAIN = "form button[data-main]"


def test_a_family_of_twelve_comes_and_the_head_gives_two_instructions(house: House, windows: Windows) -> None:
    # An administrator opens a centre and names who receives there.
    admin, words = (
        windows.desk("administrator", scripts=False),
        {"name": "Сынақ орталығы", "address": "Орталық көше, 1"},
    )
    admin.goto("/kk/desk/receptions/centres/new/")
    admin.locator("main form button").click()
    assert admin.locator(".govuk-error-summary li").count() >= 2  # nothing is opened without a name
    texts = {f"{what}_{code}": word for what, word in words.items() for code in ("kk", "ru", "en")}
    fill(admin, {"organization": house.city.answering, **texts})
    admin.locator("main form button").click()
    admin.wait_for_url("**/hosts/")
    post = house.value(_HEAD, house.city.answering)
    fill(admin, {"post": post, "room": "104"})
    admin.locator("main form button").first.click()
    assert admin.locator("main li").count() == 1

    # One drafts the schedule; who drafted cannot approve it, the head can, and then it is published.
    leader, head = windows.desk("supervisor"), windows.desk("head")
    leader.goto("/kk/desk/receptions/schedules/")
    leader.locator("main a.d-subject").first.click()
    schedule, tomorrow = leader.url, localdate() + timedelta(days=1)
    line = {"l0-first": tomorrow.isoformat(), "l0-opens": "00:00", "l0-closes": "23:00", "l0-repeat": "week"}
    fill(leader, {"since": tomorrow.isoformat(), "until": (tomorrow + timedelta(days=60)).isoformat(), **line})
    leader.locator("main form button", has_text="Жобаны сақтау").click()
    assert leader.locator('form[action$="/approve/"]').count() == 0
    head.goto(schedule)
    head.locator('form[action$="/approve/"] button').click()
    leader.goto(schedule)
    leader.locator('form[action$="/publish/"] button').click()
    assert leader.locator('form[action$="/publish/"]').count() == 0

    # Twelve people stand there. A missing reason is asked for, nothing typed is lost, a double click is one visit.
    text = fresh_text("Үйіміздің жылуы жоқ, көмек те тағайындалмады.")
    leader.goto("/kk/desk/receptions/new/")
    fill(leader, {"name": "Сынақ Отбасы", "phone": house.fresh_phone(), "text": text, "people": "12"})
    leader.locator("[name=area]").fill(house.city.place)
    leader.locator(MAIN).click()
    assert leader.locator('.govuk-error-summary a[href="#id_reason"]').count() == 1
    assert leader.locator("[name=text]").input_value() == text
    fill(leader, {"reason": "came-from-far"})
    leader.locator(MAIN).dblclick()
    leader.wait_for_url("**/visits/**")
    found = house.rows("SELECT id::text, case_id::text, people FROM receptions_visit WHERE text = %s", text)
    assert len(found) == 1 and found[0][2] == 12
    visit, case_id = f"/kk/desk/receptions/visits/{found[0][0]}/", found[0][1]
    assert house.value("SELECT signers FROM cases_case WHERE id = %s", case_id) == 12

    # The protocol: instructions are wanted for this outcome; the head reads and signs what another wrote.
    leader.locator('form[action$="/serve/"] button').click()
    leader.goto(f"{visit}protocol/")
    told = {"summary": "Екі бөлімнің ісі екені анықталды.", "decided": "Екі бөлімге тапсырма берілді."}
    fill(leader, {"outcome": "instruction", **told})
    leader.locator(MAIN).click()
    assert leader.locator(".govuk-error-summary li").count() == 1
    day = localdate().isoformat()
    fill(leader, {"o0-executor": house.city.answering, "o0-text": "Үйдің жылу желісін жөндеу.", "o0-due_on": day})
    fill(leader, {"o1-executor": house.city.elsewhere, "o1-text": "Көмек мәселесін қарау.", "o1-due_on": day})
    leader.locator(MAIN).click()
    leader.wait_for_url(f"**{visit}")
    assert leader.locator('form[action$="/sign/"]').count() == 0
    head.goto(visit)
    head.locator('form[action$="/sign/"] button').click()
    legs = house.rows("SELECT state FROM cases_obligation WHERE case_id = %s ORDER BY leg", case_id)
    assert [state for (state,) in legs] == ["forwarded", "new", "new"]

    # A day later nothing was done: the controller sees both late, on a phone as well.
    house.rows("UPDATE receptions_instruction SET due_on = due_on - 3 RETURNING id")
    controller = windows.desk("controller")
    controller.goto("/kk/desk/receptions/control/")
    late = controller.locator("tr", has_text=text[:20])
    assert late.count() == 2 and late.locator(".d-clock--late").count() == 2
    assert windows.width_of(controller) <= 390
    late.first.locator("a.d-subject").click()
    assert f"/cases/{case_id}/" in controller.url
