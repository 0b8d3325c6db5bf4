"""The page of a night: what it says, and that no name of a document breaks it."""

import shutil
from pathlib import Path

import pytest
from as_user import SAMPLES
from test_ingest import ingest

from gongkai.flows.night_page import page, page_of_failure


@pytest.mark.usefixtures("prefect_api")
def test_the_page_of_a_night(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    shutil.copytree(SAMPLES, reports)
    (reports / "a | [b](c) <i> #.txt").write_bytes(b"")
    (reports / "manifest.csv").write_text(
        "file,url\n2021_tab_hongqiao.txt,http://www.example.gov.cn/a(1).html\n", encoding="utf-8"
    )
    first = page(ingest(reports, warehouse), [reports])
    assert first.startswith("# Generation 1 was published\n\n## Documents\n")
    assert "| found | 26 |\n| reports | 25 |" in first
    assert r"| empty | 0 bytes" not in first
    assert r"| 1 | a \| \[b\](c) \<i\> \#.txt |" in first
    assert "## What changed" not in first, "there is nothing to hold it against"
    assert "## Waiting for a person (5 of 5, the worst first)" in first
    assert f"- [source](<{reports.as_uri()}>)" in first

    (reports / "2019_paragraphs_shanxiahu.txt").unlink()
    second = page(ingest(reports, warehouse), [reports])
    assert second.startswith("# Generation 2 was published")
    assert "## What changed\n\n| what | change | changes |\n|---|---|---|\n" in second
    assert f"- [generation 1](<{(tmp_path / 'generations/w.1.duckdb').as_uri()}>)" in second
    assert "| went | 1 | 2019\\_paragraphs\\_shanxiahu.txt |" in second
    nights = second.split("## The last 7 nights that published")[1].split("\n\n")[1].splitlines()[2:]
    assert [row.split(" | ")[0] for row in nights] == ["| 2", "| 1"]
    assert all(int(row.split(" | ")[2]) >= 0 for row in nights)
    third = page(ingest(reports, warehouse), [reports], tmp_path / "site")
    assert f"- [the pages of the site](<{(tmp_path / 'site/index.html').as_uri()}>)" in third
    assert third.startswith("# Generation 2 is up to date; there was nothing to do")
    for table in third.split("\n\n"):
        assert len({line.replace(r"\|", "").count("|") for line in table.splitlines() if line[0] == "|"}) <= 1


def test_the_page_of_a_failure(tmp_path: Path) -> None:
    assert page_of_failure("There is no folder a_b.", tmp_path / "w") == (
        "# Nothing was published\n\nThere is no folder a\\_b."
    )
