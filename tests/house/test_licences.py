"""Every pinned package comes under a licence that an office may use and pass on with Dauys."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from dauys.site.quality import ROOT

# Words that may stand in a licence; all of them must, joined by AND, OR and WITH.
ALLOWED = re.compile(
    r"(MIT(-0|-CMU)?|MIT License|BSD(-[23]-Clause)?|BSD License|3-Clause BSD License|0BSD|Apache(-2\.0| 2\.0)?"
    r"|Apache Software License"
    r"|Apache License,? (Version )?2\.0|PSF-2\.0|Python Software Foundation License|ISC|ISC License \(ISCL\)|Zlib"
    r"|CC0-1\.0|Unlicense|LGPL-3\.0-(only|or-later)|GNU Lesser General Public License v3 or later \(LGPLv3\+\)"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|PostgreSQL|HPND"
    r"|OSI Approved|The Unlicense \(Unlicense\)|Historical Permission Notice and Disclaimer \(HPND\))"
)
# What a package's own description does not say, looked up in its files.
SAID_ELSEWHERE = {"axe-playwright-python": "MIT License"}


def pins(name: str) -> list[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return re.findall(r"^([A-Za-z0-9][\w.-]*)==", text, re.MULTILINE)


def licences(package: str) -> list[str]:
    about = metadata(package)
    if said := about.get("License-Expression"):
        return re.split(r"\s+(?:AND|OR|WITH)\s+", said.replace("(", "").replace(")", ""))
    kinds = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    named = [kind for kind in kinds if kind != "OSI Approved"]
    return named or [SAID_ELSEWHERE.get(package) or (about.get("License") or "").splitlines()[0].strip()]


@pytest.mark.parametrize("name", ["base", "learn", "match", "badges", "dev"])
def test_every_licence_is_one_we_may_use(name: str) -> None:
    wrong, seen = [], 0
    for package in pins(name):
        try:
            said = licences(package)
        except (PackageNotFoundError, IndexError) as error:
            if isinstance(error, IndexError):
                wrong.append(f"{package}: says nothing")
            continue  # meant for another system
        seen += 1
        wrong += [f"{package}: {one}" for one in said if not ALLOWED.fullmatch(one)]
    assert not wrong
    assert seen > 20


def test_another_licence_would_be_noticed() -> None:
    for one in ("AGPL-3.0-or-later", "GPL-3.0", "GNU General Public License v3 (GPLv3)", "Proprietary", ""):
        assert not ALLOWED.fullmatch(one)
