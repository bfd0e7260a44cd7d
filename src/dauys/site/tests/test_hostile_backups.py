"""Backup files that were harmed or made to harm: refused with a sentence before anything is put anywhere."""

import io
import json
import random
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from dauys.site.backup.archive import DUMP, MANIFEST, Reader, Writer
from dauys.site.backup.manifest import DamagedBackup, Manifest, parse

FILE = f"files/ab/{'ab' * 16}"


def manifest(**parts: bytes) -> Manifest:
    made = Manifest("1", "2026-03-04T05:00:00+00:00", 15, 15, {}, [], {}, {}, False)
    made.parts = {name: (len(data), sha256(data).hexdigest()) for name, data in parts.items()}
    return made


def whole(path: Path) -> Path:
    """A small sound backup."""
    data = {DUMP: b"dump" * 300, FILE: b"bytes of a file"}
    with path.open("w+b") as file:
        writer = Writer(file, 0)
        place = writer.keep_free(MANIFEST, 4096)
        for name, content in data.items():
            writer.add(name, io.BytesIO(content))
        writer.close()
        writer.fill(place, MANIFEST, manifest(**data).as_bytes(), 4096)
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info


def with_members(path: Path, add: Callable[[tarfile.TarFile], None], **parts: bytes) -> Path:
    """A backup with a right manifest and whatever members `add` puts behind it."""
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        told = manifest(**parts).as_bytes()
        tar.addfile(member(MANIFEST, size=len(told)), io.BytesIO(told))
        add(tar)
    return path


def test_a_whole_one_is_read(tmp_path: Path) -> None:
    reader = Reader(whole(tmp_path / "one.tar"))
    with reader.part(FILE) as file:
        assert file.read() == b"bytes of a file"


@pytest.mark.parametrize("seed", range(6))
def test_one_changed_byte_anywhere(tmp_path: Path, seed: int) -> None:
    """Refused, or read as the very same bytes; never another error, never something else."""
    path, dice = whole(tmp_path / "one.tar"), random.Random(seed)
    sound = path.read_bytes()
    for _ in range(120):
        harmed = bytearray(sound)
        place = dice.randrange(len(harmed))
        harmed[place] ^= 1 << dice.randrange(8)
        if dice.random() < 0.2:
            del harmed[place:]
        path.write_bytes(harmed)
        try:
            reader = Reader(path)
            with reader.part(FILE) as file:
                assert file.read() == b"bytes of a file"
        except DamagedBackup:
            pass


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "files/../x", "files/ab/x", "keys/../x.key", "keys/a.key/../../x", "x" * 300, "files\n"]
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    def add(tar: tarfile.TarFile) -> None:
        tar.addfile(member(DUMP, size=1), io.BytesIO(b"d"))
        tar.addfile(member(name, size=1), io.BytesIO(b"x"))

    with pytest.raises(DamagedBackup, match=r"foreign|not whole"):
        Reader(with_members(tmp_path / "x.tar", add, **{DUMP: b"d", name: b"x"}))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE, b"Z", b"S"]
)
def test_links_devices_and_sparse_files(tmp_path: Path, kind: bytes) -> None:
    def add(tar: tarfile.TarFile) -> None:
        tar.addfile(member(DUMP, size=1), io.BytesIO(b"d"))
        tar.addfile(member(FILE, kind, link="/etc/passwd"))

    with pytest.raises(DamagedBackup):
        Reader(with_members(tmp_path / "x.tar", add, **{DUMP: b"d", FILE: b""}))


def test_a_sparse_file_of_terabytes(tmp_path: Path) -> None:
    """A few bytes that read as terabytes of nothing would keep the operator waiting for days."""
    path = tmp_path / "x.tar"
    size = 1 << 43
    told = manifest(**{DUMP: b""})
    told.parts = {DUMP: (size, "0" * 64)}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        data = told.as_bytes()
        tar.addfile(member(MANIFEST, size=len(data)), io.BytesIO(data))
        info = member(DUMP, size=0)
        info.pax_headers = {"GNU.sparse.map": f"{size - 1},0", "GNU.sparse.size": str(size)}
        tar.addfile(info)
    with pytest.raises(DamagedBackup, match="foreign"):
        Reader(path)


def test_sizes_that_are_none(tmp_path: Path) -> None:
    """Negative and beyond the end of the file."""
    for size in (-512, -1, 1 << 60):
        path = whole(tmp_path / f"{size}.tar")
        data = bytearray(path.read_bytes())
        info = member(DUMP, size=0)
        header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
        header[124:136] = size.to_bytes(12, "big", signed=True) if size < 0 else b"\x80" + size.to_bytes(11, "big")
        header[148:156] = b"        "
        header[148:156] = b"%06o\0 " % sum(header)
        place = 512 + 4096
        data[place : place + 512] = header
        path.write_bytes(data)
        with pytest.raises(DamagedBackup):
            Reader(path)


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"digest": 1}', b'{"format": "dauys-backup/1", "digest": "x"}'],
)
def test_manifests_that_are_none(text: bytes) -> None:
    with pytest.raises(DamagedBackup):
        parse(text)


def test_parts_that_are_none() -> None:
    for parts in ({"x": 1}, {"x": [1]}, {"x": ["a", "b"]}, [1], {"x": [-1, "b"]}, {"x": [10**30, "b"]}):
        told = json.loads(manifest().as_bytes()) | {"parts": parts}
        told.pop("digest")
        told["digest"] = sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        try:
            assert all(isinstance(size, int) for size, _digest in parse(json.dumps(told).encode()).parts.values())
        except DamagedBackup:
            continue
