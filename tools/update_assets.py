"""Fetches the vendored assets anew: packs the npm package, strips fonts, crest and foreign names, notes the hash.

For maintainers only (needs npm); nobody needs Node to run or test Dauys.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "src/dauys/ground/ui/static/dauys/vendor"
NAME, VERSION = "govuk-frontend", "6.6.0"
LICENCE = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def strip(css: str) -> str:
    """The base CSS without its fonts, its font's name, the crest and the source map's address."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"/\*#.*?\*/", "", css)
    css = re.sub(r'"?GDS Transport"?,arial,sans-serif', "inherit", css)
    # Rules that draw the crest: the footer's copyright logo.
    return re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{NAME}@{VERSION}"], cwd=folder, check=True, capture_output=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile("package/dist/govuk/govuk-frontend.min.css")
            assert member is not None
            css = strip(member.read().decode())
    target = VENDOR / f"{NAME}.min.css"
    target.write_text(css)
    (VENDOR / f"{NAME}.LICENSE.txt").write_text(LICENCE)
    manifest = [
        {
            "name": NAME,
            "version": VERSION,
            "file": target.name,
            "sha256": hashlib.sha256(css.encode()).hexdigest(),
            "licence": "MIT",
            "changed": "fonts, crest and source map removed; font family inherited",
        }
    ]
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
