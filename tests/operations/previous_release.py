"""Run as a process of its own with the source and the tests of an older commit: it makes a database, and later its web
serves there while today's release has already upgraded it.

Arguments: `migrate` or `serve`, socket folder, database, folder, PostgreSQL's version. `serve` prints the receipts it
got as JSON.
"""

import json
import sys
from pathlib import Path

from dauys.ground.database import Server
from dauys.site.runtime import start_django

start_django()  # the old tests' factories need their models

from tests.journeys.caller import Caller  # noqa: E402
from tests.journeys.house import House  # noqa: E402
from tests.journeys.walks import (  # noqa: E402
    answered,
    answers,
    at_desk,
    draft,
    filed,
    fresh_text,
    ids_of,
    open_by_code,
)
from tests.support import mail_sink  # noqa: E402


def walk(house: House) -> list[dict[str, str]]:
    """A voice through the form, one by the API, tracking, the worklist, an answer that its author sees."""
    words = fresh_text()
    writer = draft(Caller(house), answers(text=words, phone=house.fresh_phone()))
    assert writer.post("say/check/").location == "/kk/receipt/"
    ids_of(house, words)
    receipt = filed(house)
    tracked = open_by_code(Caller(house), receipt)
    assert receipt.number in tracked.get("track/case/").text
    worklist = at_desk(house, "officer").get("desk/")
    assert worklist.status == 200
    assert receipt.number in worklist.text
    assert at_desk(house, "officer").get(f"desk/cases/{receipt.case_id}/").status == 200
    answered(house, receipt.obligation_id)
    assert "магистраль" in tracked.get("track/case/").text
    open_one = filed(house)
    return [
        {"number": r.number, "code": r.code, "case": r.case_id, "obligation": r.obligation_id, "text": r.text}
        for r in (receipt, open_one)
    ]


def main(what: str, sockets: str, database: str, folder: str, version: str) -> None:
    server = Server(Path(sockets), int(version), Path("unused"), Path("unused"))
    with mail_sink() as mail:
        house = House(server, database, Path(folder), mail)
        try:
            if what == "migrate":
                return house.migrate()
            house.hire()
            house.start_web()
            json.dump(walk(house), sys.stdout)
        except BaseException:
            sys.stderr.write(house.log()[-4000:])
            raise
        finally:
            house.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
