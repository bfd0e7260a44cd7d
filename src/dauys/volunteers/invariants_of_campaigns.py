"""What must always be true of campaigns: counters are what was counted, and every piece of check-ins was told."""

from django.utils.translation import gettext_lazy as _

from dauys.core.consent import decide
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import CheckIn
from dauys.volunteers.rules import age_on

_GIVEN = ("guardian", "accompanied")


def _too_young() -> Finding:
    """Who was checked in for work that no consent opens at their age: a volunteer by their birth, others by the age
    they gave."""
    works = works_of(current())
    closed = [code for code, work in works.items() if any(band.asks == "forbidden" for band in work.bands)]
    rows = CheckIn.objects.filter(enrolment__zone__campaign__work__in=closed)
    columns = ("enrolment__zone__campaign__work", "enrolment__zone__during", "enrolment__from_age")
    wrong = []
    for key, work, during, age, born in rows.values_list("pk", *columns, "enrolment__volunteer__born_on").iterator():
        years = age_on(born, local(during.lower).date()) if born else age
        if not decide(works, work, years, _GIVEN).allowed:
            wrong.append(key)
    return found(wrong)


INVARIANTS: list[Invariant] = [
    Invariant(
        "volunteers.zones_count_their_tickets",
        _("Each zone and each team of a campaign counts as many tickets as it has."),
        none_of(
            "SELECT z.id FROM volunteers_zone z LEFT JOIN (SELECT zone_id, count(*) AS n FROM volunteers_enrolment "
            "GROUP BY zone_id) e ON e.zone_id = z.id WHERE z.taken <> coalesce(e.n, 0) UNION ALL "
            "SELECT t.id FROM volunteers_team t LEFT JOIN (SELECT team_id, count(*) AS n FROM volunteers_enrolment "
            "GROUP BY team_id) e ON e.team_id = t.id WHERE t.signed <> coalesce(e.n, 0)"
        ),
    ),
    Invariant(
        "volunteers.zones_count_who_came",
        _("Each zone of a campaign counts as many who came as were checked in and counted."),
        none_of(
            "SELECT z.id FROM volunteers_zone z LEFT JOIN (SELECT e.zone_id, count(*) AS n FROM volunteers_checkin c "
            "JOIN volunteers_enrolment e ON e.id = c.enrolment_id WHERE c.fold_id IS NOT NULL GROUP BY e.zone_id) f "
            "ON f.zone_id = z.id WHERE z.came <> coalesce(f.n, 0)"
        ),
    ),
    Invariant(
        "volunteers.check_ins_are_told",
        _("Every piece of check-ins stands in the journal with its number and the digest of what is in it."),
        none_of(
            "SELECT f.id FROM volunteers_fold f LEFT JOIN (SELECT fold_id, count(*) AS n, "
            "encode(sha256(convert_to(string_agg(id::text, '' ORDER BY id), 'UTF8')), 'hex') AS digest "
            "FROM volunteers_checkin WHERE fold_id IS NOT NULL GROUP BY fold_id) c ON c.fold_id = f.id "
            "WHERE NOT EXISTS (SELECT FROM journal_entry e WHERE e.verb = 'volunteers.fold_check_ins' "
            "AND e.payload->>'fold' = f.id::text AND e.payload->>'digest' = c.digest "
            "AND (e.payload->>'people')::bigint = c.n AND f.people = c.n AND encode(f.digest, 'hex') = c.digest)"
        ),
    ),
    Invariant(
        "volunteers.tickets_of_one_zone",
        _("Every ticket of a campaign is of the zone of its team."),
        none_of(
            "SELECT e.id FROM volunteers_enrolment e JOIN volunteers_team t ON t.id = e.team_id "
            "WHERE t.zone_id <> e.zone_id"
        ),
    ),
    Invariant(
        "volunteers.stood_down_is_told",
        _("Every campaign that was stood down stands so in the journal."),
        none_of(
            "SELECT c.id FROM volunteers_campaign c WHERE c.stood_down_at IS NOT NULL AND NOT EXISTS ("
            "SELECT FROM journal_entry e WHERE e.verb = 'volunteers.stand_campaign_down' "
            "AND e.payload->>'campaign' = c.id::text)"
        ),
    ),
    Invariant(
        "volunteers.checked_in_by_law",
        _("Nobody was checked in for work that the law forbids at their age."),
        _too_young,
    ),
]
