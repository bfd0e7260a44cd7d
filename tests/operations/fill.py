"""Run as a process of its own: files a number of cases with contacts and files; 0 means without end."""

import io
import sys
from itertools import count
from uuid import uuid4

from dauys.site.runtime import start_django


def fill(number: int) -> None:
    from PIL import Image

    from dauys.ground.files.actions import remove, store
    from tests import factories

    for turn in count():
        if number and turn >= number:
            return
        made = factories.case(key=uuid4(), email=f"person{turn}@example.kz")
        stored = []
        for shade in (20, 90):  # the same bytes twice would be one file
            picture = io.BytesIO()
            Image.new("RGB", (40, 40), (turn % 250, 80, shade)).save(picture, "PNG")
            stored.append(store(data=picture.getvalue(), name="сурет.png", holder=made.id, at=factories.AT))
        if turn % 2:
            remove(file_id=stored[1].pk, holder=made.id)
        if not number and turn == 3:
            sys.stdout.write("going\n")
            sys.stdout.flush()


if __name__ == "__main__":
    start_django()
    fill(int(sys.argv[1]))
