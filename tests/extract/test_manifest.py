"""Manifests: what they tell reaches their documents; what cannot be used is told, and costs nothing else."""

import csv
from pathlib import Path

import pytest

from gongkai.extract.document import Crawl
from gongkai.extract.origin.containers import load
from gongkai.extract.origin.manifest import attach
from gongkai.extract.origin.sources import discover

FIELD_SIZE_LIMIT = 131_072  # as Python has it


def told(folder: Path) -> tuple[dict[str, Crawl | None], list[str]]:
    documents, notes = attach(discover([folder]))
    return {found.source: found.crawl for found in documents}, notes


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)


CSV = "file,url,fetched,title,town,county,year\n"


def test_a_manifest_speaks_for_its_folder_and_below_and_is_no_document(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "deep/b.txt": "b", "deep/c.txt": "c"})
    write(
        tmp_path, {"manifest.csv": f"{CSV}a.txt,http://a,2022-01-02,题,太平镇,会昌县,2021\ndeep/b.txt,http://b,,,,,\n"}
    )
    crawls, notes = told(tmp_path)
    assert crawls == {
        "a.txt": Crawl("http://a", "2022-01-02", "题", "太平镇", "会昌县", 2021),
        "deep/b.txt": Crawl("http://b"),
        "deep/c.txt": None,
    }
    assert notes == []
    documents, _ = attach(discover([tmp_path]))
    assert load(documents[0]).crawl == crawls["a.txt"]


def test_json_lines_say_the_same_and_the_nearest_manifest_counts(tmp_path: Path) -> None:
    write(tmp_path, {"deep/b.txt": "b", "manifest.csv": f"{CSV}deep/b.txt,http://far,,,,,\n"})
    write(tmp_path, {"deep/manifest.jsonl": '{"file": "./b.txt", "url": "http://near", "year": 2021, "town": null}\n'})
    assert told(tmp_path) == ({"deep/b.txt": Crawl("http://near", year=2021)}, [])


def test_a_single_file_has_the_manifest_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "manifest.csv": f"{CSV}a.txt,http://a,,,,,\n"})
    assert told(tmp_path / "a.txt")[0] == {"a.txt": Crawl("http://a")}


@pytest.mark.parametrize(("said", "is_so"), [("yes", True), ("TRUE", True), ("是", True), ("no", False), ("", False)])
def test_it_says_which_documents_are_made_up(tmp_path: Path, said: str, is_so: bool) -> None:
    write(tmp_path, {"a.txt": "a", "manifest.csv": f"file,made_up\na.txt,{said}\n"})
    assert told(tmp_path) == ({"a.txt": Crawl(made_up=is_so)}, [])


def test_neither_yes_nor_no_is_passed_over_and_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "manifest.csv": "file,made_up\na.txt,perhaps\n"})
    crawls, (note,) = told(tmp_path)
    assert crawls == {"a.txt": None}
    assert note.endswith("manifest.csv, line 2: expected in made_up yes or no, found 'perhaps'.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_may_come_from_excel(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "File,County,Year\r\na.txt,会昌县,2021.0\r\n,,\r\n".replace(",", delimiter)
    write(tmp_path, {"a.txt": "a", "manifest.csv": text.encode(encoding)})
    assert told(tmp_path) == ({"a.txt": Crawl(county="会昌县", year=2021)}, [])


def test_a_broken_row_costs_itself_and_is_told_by_line(tmp_path: Path) -> None:
    rows = [
        "a.txt,http://a,,,,,",
        "b.txt,only",
        "b.txt,,,,,,soon",
        "../x,,,,,,",
        "a.txt,http://other,,,,,",
        "gone,,,,,,",
    ]
    write(tmp_path, {"a.txt": "a", "b.txt": "b", "manifest.csv": CSV + "\n".join([*rows, "b.txt,http://b,,,,,"])})
    crawls, notes = told(tmp_path)
    assert crawls == {"a.txt": Crawl("http://a"), "b.txt": Crawl("http://b")}
    where = tmp_path.resolve() / "manifest.csv"
    assert notes == [
        f"{where}, line 3: the row has more or fewer cells than the first line.",
        f"{where}, line 4: expected in year a year as 2021, found 'soon'.",
        f"{where}, line 5: expected in file a path from the manifest's folder down, found '../x'.",
        f"{where}, line 6: a.txt stands in an earlier line, which counts.",
        f"{where}: 1 rows name files that are not there, gone first.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.csv", "name,url\na.txt,http://a\n", "names no column file"),
        ("manifest.csv", "", "names no column file"),
        ("manifest.csv", f"file,url\na.txt,{'x' * 200_000}\n", "breaks off at line"),
        ("manifest.csv", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("manifest.csv", "file,colour\na.txt,red\n", "nothing is made of colour"),
        ("manifest.jsonl", "[1]\n{\n", "line 2: expected an object a line"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_told(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    csv.field_size_limit(FIELD_SIZE_LIMIT)  # of the process: other libraries raise it
    write(tmp_path, {"a.txt": "a", name: content})
    crawls, notes = told(tmp_path)
    assert list(crawls) == ["a.txt"]
    assert any(said in note for note in notes), notes


def test_a_cell_may_hold_what_parts_lines_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "manifest.csv": 'file,title\na.txt,"太平镇\u2028年报\x0b\n一"\n'})
    assert told(tmp_path) == ({"a.txt": Crawl(title="太平镇\u2028年报\x0b\n一")}, [])


def test_a_thousand_broken_rows_are_counted_not_printed(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "manifest.csv": CSV + "x,y\n" * 1000})
    assert len(told(tmp_path)[1]) == 6
    assert "995 more rows" in told(tmp_path)[1][-1]
