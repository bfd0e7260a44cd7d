"""House rule: who looks beyond what a request has shown is named here, so that a new one is noticed."""

import ast

from tests.house.sources import module_name, program_files, tree

ACROSS = {
    "dauys.cases.actions.contact.find_person": "the person at the desk may have written to another body; journalled",
    "dauys.cases.actions.handle.hand_back": "an administrator ends an account without seeing its cases",
    "dauys.cases.actions.support.support": "the second of two clicks is found by the draft's key",
    "dauys.cases.corrections.corrections_of": "by the key of a contact that a code confirmed",
    "dauys.cases.of_contact.all_of": "by the key of a contact that a code confirmed",
    "dauys.cases.of_contact.owns": "by the key of a contact that a code confirmed",
    "dauys.cases.of_contact.page": "by the key of a contact that a code confirmed",
    "dauys.cases.queries.newest_cases": "trying the pack's rules, for administrators and commands",
    "dauys.cases.queries.newest_owner": "the name of a body, for a complaint's author",
    "dauys.cases.queries.settled_cases": "what the office decided, for teaching",
    "dauys.cases.queries.supporter": "by the signed cookie of who joined",
    "dauys.cases.queries.supporter_by_code": "by number and code",
    "dauys.cases.queries.supporter_by_key": "by the draft's key",
    "dauys.channels.own_copy.everything": "what is held of a person whom a code or a document showed",
    "dauys.ground.files.queries.scanner": "counts only",
    "dauys.office.checklist._staffed": "which bodies have open cases, no case itself",
    "dauys.office.queries.person": "how many cases somebody has",
    "dauys.publication.queries.public_file": "ticked for everybody by who looked for personal data",
    "dauys.publication.queries.public_files": "ticked for everybody by who looked for personal data",
    "dauys.publication.queries.newest_legs": "state and body of voices their authors made public",
    "dauys.receptions.numbers.counted": "counts only; instructions lie with whoever carries them out",
    "dauys.search.similarity.open_near": "what a stranger may join; no words are shown from it",
    "dauys.site.demo.ready.ready_cases": "only in the demonstration, where every person is invented",
    "dauys.site.doctor.retention._held": "administrators keep a case by its number",
    "dauys.site.doctor.retention._rows": "counts only",
    "dauys.volunteers.aftercare.helped": "how many people came to whom the code belongs to",
    "dauys.volunteers.aftercare.incidents_of": "by the secret of an offer, a ticket or a team",
    "dauys.volunteers.aftercare.tasks_in_calendar": "by the secret of a volunteer's calendar",
    "dauys.volunteers.aftercare.thanks_of": "by the secret of whom the thanks are from",
    "dauys.volunteers.aftercare.thanks_to": "by the signed cookie of a volunteer",
    "dauys.volunteers.duplicates.already_asked": "told to the confirmed phone that asked for it",
    "dauys.volunteers.actions.offers.locked_line": "by a gate, or by the link of who was asked",
    "dauys.volunteers.queries.group_claims": "by the signed cookie of who leads a group",
    "dauys.volunteers.queries.offer_of_link": "by the secret of an offer",
    "dauys.volunteers.queries.offers_to": "by the signed cookie of a volunteer",
    "dauys.volunteers.queries.open_shift": "office and place only; the office wrote the rest for everybody",
    "dauys.volunteers.queries.open_shifts": "office and place only; the office wrote the rest for everybody",
}


def _users() -> set[str]:
    found = set()
    for path in program_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name != "whole_house":
                calls = (n for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
                if any(call.func.id == "whole_house" for call in calls):  # type: ignore[attr-defined]
                    found.add(f"{module_name(path)}.{node.name}")
    return found


def test_who_looks_across_is_known() -> None:
    assert _users() == set(ACROSS)
