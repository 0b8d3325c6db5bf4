"""Archives and dumps through the real main job: each member is a document, and each night all are accounted for."""

import gzip
import io
import json
import os
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from nights import PROJECT, Nights

from gongkai.warehouse.database import open_to_read

SAMPLES = sorted((PROJECT / "data/samples").glob("*.txt"))[:4]
TEXTS = {file.name: file.read_bytes() for file in SAMPLES}
TEXT = (PROJECT / "data/samples/2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
MANIFEST = "file,url\nin/a.txt,http://a.example/1\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def ingest(process: Nights, source: Path, warehouse: Path, **fate: Any) -> str:
    status, said = process.night(source, warehouse, **fate)
    assert status == 0, said
    (counts,) = rows(warehouse, "SELECT found, reports + duplicates + quarantined FROM runs ORDER BY ALL DESC LIMIT 1")
    assert counts[0] == counts[1]
    return said


def pack(file: Path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def pack_tar(file: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(file, "w:gz") as archive:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def held(warehouse: Path) -> list[str]:
    return [source for (source,) in rows(warehouse, "SELECT source FROM reports ORDER BY source")]


def test_packed_or_not_the_facts_are_the_same(tmp_path: Path, process: Nights) -> None:
    kinds = ("plain", "zip", "tar", "jsonl", "parquet")
    for kind in kinds:
        (tmp_path / kind).mkdir()
    texts = {name: TEXT.replace("虹桥镇", f"虹桥{name[0]}镇") for name in ("甲.txt", "乙.txt", "丙.txt")}
    data = {name: text.encode() for name, text in texts.items()}
    for name, each in data.items():
        (tmp_path / "plain" / name).write_bytes(each)
    pack(tmp_path / "zip/a.zip", data)
    pack_tar(tmp_path / "tar/a.tar.gz", dict(reversed(data.items())))
    lines = "\n".join(json.dumps({"name": name, "text": text}) for name, text in texts.items())
    (tmp_path / "jsonl/a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    pl.DataFrame({"name": list(data), "bytes": list(data.values())}).write_parquet(tmp_path / "parquet/a.parquet")
    facts = {}
    for kind in kinds:
        ingest(process, tmp_path / kind, tmp_path / f"{kind}.duckdb")
        facts[kind] = rows(tmp_path / f"{kind}.duckdb", "SELECT * EXCLUDE (source) FROM facts ORDER BY ALL")
        sources = held(tmp_path / f"{kind}.duckdb")
        assert [Path(source).name for source in sources] == sorted(data), kind
    assert facts["plain"] and all(facts[kind] == facts["plain"] for kind in kinds)


def test_night_after_night_over_an_archive(tmp_path: Path, reports: Path, process: Nights) -> None:
    warehouse, archive = tmp_path / "w.duckdb", reports / "a.zip"
    pack(archive, {**TEXTS, "menu.txt": "本周食堂菜单\n".encode() * 9, "link/../up.txt": b"x"})
    shutil.copy(SAMPLES[0], reports / "z.txt")
    ingest(process, reports, warehouse)
    names = [f"a.zip/{name}" for name in TEXTS]
    assert held(warehouse) == names
    assert rows(warehouse, "SELECT source, held_as FROM duplicates") == [("z.txt", names[0])]
    assert rows(warehouse, "SELECT source, reason FROM quarantine ORDER BY ALL") == [
        ("a.zip/link/../up.txt", "unsafe_name"),
        ("a.zip/menu.txt", "not_a_report"),
    ]
    status = archive.stat()
    archive.write_bytes(bytes(status.st_size))
    os.utime(archive, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert ingest(process, reports, warehouse) == "generation 1 published False", "as it was: it is not opened"

    pack(archive, {name: TEXTS[name] for name in list(TEXTS)[1:]})
    ingest(process, reports, warehouse)
    assert held(warehouse) == [*names[1:], "z.txt"]
    assert rows(warehouse, "SELECT newly_read, vanished FROM runs ORDER BY generation DESC LIMIT 1") == [(0, 3)]

    ingest(process, reports, warehouse, reader="another")
    assert rows(warehouse, "SELECT count(*) FROM reports WHERE reader_version = 'another'") == [(4,)]

    archive.rename(tmp_path / "away.zip")
    ingest(process, reports, warehouse, reader="another", accept=True)
    assert held(warehouse) == ["z.txt"]


def test_of_an_archive_that_is_named_its_members_come_and_go(tmp_path: Path, reports: Path, process: Nights) -> None:
    warehouse, archive = tmp_path / "w.duckdb", reports / "a.zip"
    (reports / "other.txt").write_text(TEXT)
    ingest(process, reports, warehouse)
    pack(archive, TEXTS)
    ingest(process, archive, warehouse)
    assert held(warehouse) == [*(f"a.zip/{name}" for name in TEXTS), "other.txt"]
    pack(archive, dict(list(TEXTS.items())[:3]))
    ingest(process, archive, warehouse)
    assert held(warehouse) == [*(f"a.zip/{name}" for name in list(TEXTS)[:3]), "other.txt"]
    archive.write_bytes(b"no archive")
    ingest(process, archive, warehouse, accept=True)
    assert held(warehouse) == ["other.txt"]
    assert rows(warehouse, "SELECT source, reason FROM quarantine") == [("a.zip", "damaged")]


def test_a_manifest_in_an_archive_tells_of_its_members_and_one_beside_it_does_not(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    warehouse = tmp_path / "w.duckdb"
    pack(reports / "a.zip", {"in/a.txt": TEXT.encode(), "manifest.csv": MANIFEST.encode()})
    (reports / "manifest.csv").write_text("file,url\na.zip/in/a.txt,http://b.example/2\n")
    said = ingest(process, reports, warehouse)
    assert "manifest.csv, line 2: a.zip/in/a.txt lies in an archive; the manifest must lie in it, too." in said
    assert rows(warehouse, "SELECT url FROM store.report") == [("http://a.example/1",)]
    assert "published False" in ingest(process, reports, warehouse)


def test_of_an_archive_as_it_was_a_member_is_read_when_its_double_is_gone(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    warehouse = tmp_path / "w.duckdb"
    (reports / "a.txt").write_text(TEXT)
    pack(reports / "b.zip", {"in/a.txt": TEXT.encode(), "manifest.csv": MANIFEST.encode()})
    ingest(process, reports, warehouse)
    assert held(warehouse) == ["a.txt"]
    (reports / "a.txt").unlink()
    ingest(process, reports, warehouse)
    assert rows(warehouse, "SELECT source, url FROM reports") == [("b.zip/in/a.txt", "http://a.example/1")]
    assert "published False" in ingest(process, reports, warehouse)


def test_a_warehouse_of_an_earlier_version_is_built_anew_from_its_archives(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    warehouse = tmp_path / "w.duckdb"
    pack(reports / "a.zip", TEXTS)
    other = tmp_path / "zother"
    other.mkdir()
    shutil.copy(SAMPLES[0], other / "b.txt")
    ingest(process, reports / "a.zip", warehouse)
    pack(reports / "unknown.zip", {"x.txt": TEXT.encode()})
    from gongkai.warehouse.database import open_to_write

    with open_to_write(warehouse) as con:
        con.execute("UPDATE store.version SET schema_version = 1")
        con.execute("CHECKPOINT")
    ingest(process, other, warehouse)
    assert held(warehouse) == [f"a.zip/{name}" for name in TEXTS]
    assert rows(warehouse, "SELECT source FROM duplicates") == [("b.txt",)]


def test_a_night_over_an_archive_that_is_killed_leaves_nothing(tmp_path: Path, reports: Path, process: Nights) -> None:
    warehouse = tmp_path / "w.duckdb"
    pack_tar(reports / "a.tar.gz", TEXTS)
    for moment in range(8):
        process.night(reports, warehouse, killed_after=0.1 + 0.1 * moment)
    ingest(process, reports, warehouse)
    assert held(warehouse) == [f"a.tar.gz/{name}" for name in TEXTS]
    assert [file.name for file in reports.iterdir()] == ["a.tar.gz"]
    assert not [file for file in tmp_path.rglob("*") if file.suffix in (".txt", ".tar", ".tmp", ".wal")]


def hostile_zip(file: Path) -> None:
    bad = TEXT.encode() + b"bad"
    pack(file, {"good.txt": TEXT.encode(), "bad.txt": bad, "../up.txt": b"", "in.zip": b"", "x": b"\x00\xff" * 99})
    data = bytearray(file.read_bytes())
    at = data.index(b"bad.txt") + len("bad.txt")
    data[at + 200 : at + 260] = bytes(60)
    file.write_bytes(data)


def hostile_tar(file: Path) -> None:
    with tarfile.open(file, "w:gz") as tar:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("disk", tarfile.BLKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        no_name = b"\xff\xfe".decode("utf-8", "surrogateescape")
        for name in ("good.txt", "good.txt", "/absolute.txt", no_name):
            info = tarfile.TarInfo(name)
            info.size = len(TEXT.encode())
            tar.addfile(info, io.BytesIO(TEXT.encode()))


def cut_tar(file: Path) -> None:
    pack_tar(file, {"good.txt": TEXT.encode(), "noise.bin": os.urandom(90_000), "lost.txt": TEXT.encode()})
    file.write_bytes(file.read_bytes()[:40_000])


def hostile_lines(file: Path) -> None:
    rows: list[object] = [{"text": TEXT, "id": "../../x", "year": "soon"}, [1], {"text": 5}, {"text": None}, "x"]
    file.write_text("\n".join(json.dumps(row) for row in rows) + '\n{"text": "\\ud800 公开"}\n{"text": "' + "[" * 99999)


@pytest.mark.parametrize(
    ("name", "make", "found", "reports_held"),
    [
        ("a.zip", hostile_zip, 5, 1),
        ("a.tgz", hostile_tar, 7, 1),
        ("cut.tar.gz", cut_tar, 3, 1),
        ("a.jsonl", hostile_lines, 7, 1),
        ("a.parquet", lambda file: file.write_bytes(b"PAR1" + bytes(99) + b"PAR1"), 1, 0),
        ("not.zip", lambda file: file.write_text(TEXT), 1, 0),
        ("empty.tar", lambda file: pack_tar(file, {}), 1, 0),
    ],
)
def test_a_hostile_container_costs_only_what_is_wrong_in_it(
    tmp_path: Path, reports: Path, process: Nights, name: str, make: Any, found: int, reports_held: int
) -> None:
    warehouse = tmp_path / "w.duckdb"
    make(reports / name)
    (reports / "plain.txt").write_bytes(TEXTS[SAMPLES[0].name])
    ingest(process, reports, warehouse)
    assert rows(warehouse, "SELECT found, reports FROM runs") == [(found + 1, reports_held + 1)]
    assert all(message for (message,) in rows(warehouse, "SELECT message FROM quarantine"))
    assert sorted(tmp_path.iterdir()) == sorted({reports, warehouse, *tmp_path.glob(".w*"), *tmp_path.glob("gen*")})
    assert ingest(process, reports, warehouse) == "generation 1 published False"
