"""Archives and dumps: what is in them is named and loaded one by one, and hostile ones harm nobody."""

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from gongkai.extract.document import Crawl, Rejected
from gongkai.extract.origin import archives
from gongkai.extract.origin.containers import expect, load, unfold
from gongkai.extract.origin.found import Found
from gongkai.extract.origin.manifest import with_positions
from gongkai.extract.origin.sources import discover

TARS = {".tar": "w:", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}


def below(folder: Path) -> list[Found]:
    return unfold(discover([folder]), {})


def verdicts(folder: Path) -> dict[str, str | bytes]:
    """Source -> its bytes, or the reason why there are none."""
    return {thing.source: outcome(thing) for thing in below(folder)}


def outcome(thing: Found) -> str | bytes:
    try:
        return load(thing).data
    except Rejected as rejected:
        return rejected.reason


def write_zip(path: Path, contents: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def write_tar(path: Path, mode: str, contents: Mapping[str, bytes]) -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


CONTENTS = {"b.txt": b"b" * 3000, "folder/中文.txt": "公开".encode(), "a.txt": b"a", ".hidden": b"", "x/.git/y": b""}
MEMBERS = {"a.txt": b"a", "b.txt": b"b" * 3000, "folder/中文.txt": "公开".encode()}


@pytest.mark.parametrize("suffix", [".zip", ".ZIP", *TARS])
def test_members_of_an_archive_are_documents(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    if suffix.lower() == ".zip":
        write_zip(file, CONTENTS)
    else:
        write_tar(file, TARS[suffix], {"./" + name: data for name, data in CONTENTS.items()})
    (tmp_path / "b.txt").write_bytes(b"plain")
    assert verdicts(tmp_path) == {f"a{suffix}/{name}": data for name, data in MEMBERS.items()} | {"b.txt": b"plain"}
    found = below(file)
    assert [thing.source for thing in found] == [f"a{suffix}/{name}" for name in MEMBERS]
    assert found[0].inside and found[0].inside.size == file.stat().st_size
    assert (found[0].root, found[0].path, found[0].size) == (str(tmp_path), file, 1)


def test_nothing_waits_and_nothing_stays_open_where_a_file_is_expected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    write_zip(tmp_path / "b.zip", {"c.txt": b"c"})
    plain, member = unfold(discover([tmp_path / "a.txt", tmp_path / "b.zip"]), {})
    pipe, gone = (replace(plain, source=name) for name in ("pipe", "gone.txt"))
    open_before = len(list(Path("/dev/fd").iterdir()))
    for thing in (plain, member, pipe, gone, replace(plain, root="s3://bucket")):
        expect(thing)
    assert len(list(Path("/dev/fd").iterdir())) == open_before
    assert load(plain).data == b"a"


def test_a_container_that_is_as_it_was_is_not_opened_unless_a_member_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    write_zip(file, CONTENTS)
    status = file.stat()
    held = {(str(tmp_path), "a.zip", status.st_size, status.st_mtime_ns): [("a.zip/b.txt", 3000)]}
    (found,) = unfold(discover([tmp_path]), held)
    assert (found.source, found.inside and found.inside.position) == ("a.zip/b.txt", None)
    (wanted,) = with_positions([replace(found, document_id="what it was")])
    assert (load(wanted).data, wanted.document_id) == (b"b" * 3000, "what it was")
    os.utime(file, ns=(1, 1))
    assert outcome(found) == "unreadable", "nobody knows where in the archive it is"
    changed = unfold(discover([tmp_path]), held)
    assert len(changed) == 3
    os.utime(file, ns=(2, 2))
    assert outcome(changed[0]) == "unreadable", "it is not what was found"


def test_names_of_old_chinese_packers_are_read(tmp_path: Path) -> None:
    # Packed by hand: zipfile itself only writes UTF-8. ASCII names of the same length are replaced in the file.
    gbk, latin = "政务公开/太平镇.txt".encode("gbk"), "café.txt".encode("cp437")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("1" * len(gbk), "2" * len(latin), "dir\\plain.txt"):
            archive.writestr(name, b"x")
    packed = (tmp_path / "a.zip").read_bytes().replace(b"1" * len(gbk), gbk).replace(b"2" * len(latin), latin)
    (tmp_path / "a.zip").write_bytes(packed)
    assert sorted(verdicts(tmp_path)) == ["a.zip/caf\\x82.txt", "a.zip/dir/plain.txt", "a.zip/政务公开/太平镇.txt"]
    with tarfile.open(tmp_path / "b.tar", "w", encoding="gbk", format=tarfile.GNU_FORMAT) as tar:
        tar.addfile(tarfile.TarInfo("太平镇.txt"))
    assert "b.tar/太平镇.txt" in verdicts(tmp_path)


def test_names_that_lead_out_and_things_that_are_no_files_are_not_read(tmp_path: Path) -> None:
    unsafe = ("../up.txt", "/etc/passwd", "a/../../up.txt", "C:\\boot.ini")
    write_zip(tmp_path / "a.zip", dict.fromkeys(unsafe, b"x"))
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        tar.addfile(tarfile.TarInfo("../up.txt"))
    assert verdicts(tmp_path) == {f"a.zip/{name}".replace("\\", "/"): "unsafe_name" for name in unsafe} | {
        "a.zip/link": "not_a_file",
        "b.tar/soft": "not_a_file",
        "b.tar/hard": "not_a_file",
        "b.tar/pipe": "not_a_file",
        "b.tar/../up.txt": "unsafe_name",
    }


def test_several_of_one_name_are_numbered_and_archives_within_are_not_opened(tmp_path: Path) -> None:
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.txt", b"first")
        archive.writestr("x.txt", b"second")
        archive.writestr("in.tar.gz", b"")
    assert verdicts(tmp_path) == {
        "a.zip/x.txt": b"first",
        "a.zip/x.txt (2)": b"second",
        "a.zip/in.tar.gz": "nested_archive",
    }


def test_encrypted_and_damaged_members_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", {"good.txt": b"good" * 99, "bad.txt": bytes(range(256)) * 9, "shut.txt": b"shut"})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.index(b"bad.txt") + len("bad.txt")
    data[at + 20 : at + 60] = bytes(40)
    data[data.rindex(b"shut.txt") - 46 + 8] |= 1  # the flag in the directory
    (tmp_path / "a.zip").write_bytes(data)
    assert verdicts(tmp_path) == {
        "a.zip/good.txt": b"good" * 99,
        "a.zip/bad.txt": "damaged",
        "a.zip/shut.txt": "encrypted",
    }


def test_a_broken_archive_is_one_thing_and_what_can_be_read_is_read(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    contents = {f"{number}.txt": os.urandom(4000) for number in range(9)}
    write_zip(whole / "cut.zip", contents)
    write_tar(whole / "cut.tar", "w:", contents)
    write_tar(whole / "cut.tar.gz", "w:gz", contents)
    for file in whole.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:20_000])
        file.unlink()
    (tmp_path / "page.zip").write_text("<html>404</html>")
    (tmp_path / "none.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "zero.tar.gz").write_bytes(b"")
    got = verdicts(tmp_path)
    assert {source: what for source, what in got.items() if source.count("/") == 0} == {
        "cut.zip": "damaged",
        "cut.tar": "damaged",
        "cut.tar.gz": "damaged",
        "page.zip": "damaged",
        "none.zip": "empty",
        "zero.tar.gz": "damaged",
    }
    for name in ("cut.tar", "cut.tar.gz"):
        read = {source.removeprefix(f"{name}/"): data for source, data in got.items() if source.startswith(f"{name}/")}
        assert [data == contents[member] for member, data in read.items()].count(True) == 4, name


def test_a_damaged_header_in_a_tar_is_not_taken_for_its_end(tmp_path: Path) -> None:
    write_tar(tmp_path / "a.tar", "w:", {"one.txt": b"1", "two.txt": b"2"})
    data = bytearray((tmp_path / "a.tar").read_bytes())
    data[data.index(b"two.txt")] = ord("T")  # the checksum is another
    (tmp_path / "a.tar").write_bytes(data)
    assert verdicts(tmp_path) == {"a.tar": "damaged", "a.tar/one.txt": b"1"}


def test_a_header_in_a_tar_that_takes_all_memory_is_damaged(tmp_path: Path) -> None:
    long = tarfile.TarInfo("long")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, 900_000_000
    with gzip.open(tmp_path / "a.tar.gz", "wb") as file:
        file.write(long.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    with gzip.open(tmp_path / "b.tar.gz", "wb") as file:  # each is the name of the next
        long.size = 1
        file.write((long.tobuf(tarfile.GNU_FORMAT) + bytes(512)) * 100_000)
    assert verdicts(tmp_path) == {"a.tar.gz": "damaged", "b.tar.gz": "damaged"}


@pytest.mark.parametrize("suffix", [".zip", *TARS, ".jsonl", ".jsonl.gz", ".parquet"])
def test_whatever_is_damaged_nothing_but_a_verdict_comes_of_it(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    contents = {f"{number}.txt": f"公开 {number}".encode() * 300 for number in range(9)}
    if suffix == ".zip":
        write_zip(file, contents)
    elif suffix in TARS:
        write_tar(file, TARS[suffix], contents)
    elif suffix == ".parquet":
        pl.DataFrame({"id": list(contents), "bytes": list(contents.values())}).write_parquet(file)
    else:
        lines = "\n".join(json.dumps({"id": name, "text": data.decode()}) for name, data in contents.items()).encode()
        file.write_bytes(gzip.compress(lines) if suffix.endswith(".gz") else lines)
    whole = file.read_bytes()
    chance = random.Random(suffix)
    for turn in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        file.write_bytes(damaged[: chance.randrange(len(damaged))] if turn % 4 == 0 else damaged)
        os.utime(file, ns=(turn, turn))
        assert verdicts(tmp_path)


def test_names_of_any_kind_can_be_told_apart_and_stored(tmp_path: Path) -> None:
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("", "", "x", "x" * 60_000, "a\nb"):
            archive.writestr(zipfile.ZipInfo(name), b"x")
    names = ("unnamed", "unnamed (2)", "x", "x" * 60_000, "a\nb")
    assert verdicts(tmp_path) == {f"a.zip/{name}": b"x" for name in names}
    (tmp_path / "a.zip").unlink()
    half = {"id": "\ud800", "text": "x", "title": "\udfff报告"}
    (tmp_path / "a.jsonl").write_text("\n".join([json.dumps(half)] * 30_000))
    found = below(tmp_path)
    assert {found[0].source, found[-1].source} == {"a.jsonl/?", "a.jsonl/? (9999)"}
    assert len({thing.source for thing in found}) == 30_000
    assert found[0].crawl == Crawl(title="?报告")


def test_bombs_are_told_and_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 50_000_000)
    zeros = bytes(30_000_000)
    write_zip(tmp_path / "a.zip", {"one.txt": b"x", "huge.txt": zeros, "more.txt": zeros, "last.txt": b"y"})
    write_tar(tmp_path / "b.tar.gz", "w:gz", {"one.txt": b"x", "huge.txt": zeros, "more.txt": zeros, "last.txt": b"y"})
    bomb = dict.fromkeys(("huge.txt",), "too_large") | {"one.txt": b"x"}
    assert verdicts(tmp_path) == {
        "a.zip": "archive_too_large",
        "b.tar.gz": "archive_too_large",
        **{f"{name}/{member}": what for name in ("a.zip", "b.tar.gz") for member, what in bomb.items()},
    }
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    write_zip(tmp_path / "a.zip", {"one.txt": b"x", "two.txt": b"y"})
    assert verdicts(tmp_path / "a.zip") == {"a.zip": "archive_too_large", "a.zip/one.txt": b"x"}


def test_a_header_that_lies_about_the_size_is_damaged(tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", {"lie.txt": bytes(5_000_000)})
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
    assert verdicts(tmp_path) == {"a.zip/lie.txt": "damaged"}


ROWS = [
    {"id": "first", "text": "公开", "url": "http://a.example/1", "year": "2021", "county": "会昌县", "made_up": None},
    {"id": "second", "text": "", "url": None, "year": "soon", "county": None, "made_up": "yes"},
    {"id": None, "text": None, "url": None, "year": None, "county": None, "made_up": "perhaps"},
    {"id": "first", "text": "again", "url": None, "year": None, "county": None, "made_up": None},
]


def test_rows_of_a_dump_are_documents_with_what_the_crawl_knows(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_parquet(tmp_path / "p.parquet")
    pl.DataFrame({"name": ["b"], "bytes": ["镇".encode("gbk")]}).write_parquet(tmp_path / "q.parquet")
    lines = "\n".join(json.dumps(row) for row in ROWS) + "\n\n{broken\n"
    (tmp_path / "l.jsonl").write_text(lines)
    (tmp_path / "z.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    rows = {"first": "公开".encode(), "second": b"", "3": b"", "first (2)": b"again"}
    assert verdicts(tmp_path) == {
        **{f"p.parquet/{name}": data for name, data in rows.items()},
        "q.parquet/b": "镇".encode("gbk"),
        **{f"{dump}/{name}": data for dump in ("l.jsonl", "z.jsonl.gz") for name, data in rows.items()},
        **{f"{dump}/6": "damaged" for dump in ("l.jsonl", "z.jsonl.gz")},
    }
    for dump in ("p.parquet", "l.jsonl"):
        crawls = {thing.source: thing.crawl for thing in below(tmp_path / dump)}
        assert crawls[f"{dump}/first"] == Crawl(url="http://a.example/1", county="会昌县", year=2021)
        assert crawls[f"{dump}/second"] == Crawl(made_up=True)
        assert crawls[f"{dump}/3"] is None
        assert crawls[f"{dump}/first (2)"] is None


def test_what_is_no_dump_says_what_was_expected(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1], "text": [2]}).write_parquet(tmp_path / "p.parquet")
    (tmp_path / "l.jsonl").write_text('{"a": 1}\n')
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n' * 9 + os.urandom(9999))[:-3000])
    (tmp_path / "manifest.jsonl").write_text('{"file": "x"}\n')
    found = {thing.source: thing for thing in below(tmp_path)}
    assert found["p.parquet"].reason == found["l.jsonl"].reason == "not_a_dump"
    assert found["p.parquet"].message == (
        "It has the columns a, text; expected one of text, content, html, bytes, raw, with the documents."
    )
    assert found["broken.parquet"].reason == "damaged"
    assert found["cut.jsonl.gz"].reason == "damaged"
    assert found["manifest.jsonl"].inside is None
