"""The page of a night: what it says, and that no name of a document breaks it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from as_user import SAMPLES
from test_ingest import ingest

from gongkai.flows.night_page import page, page_of_failure
from gongkai.flows.notifications import automations
from gongkai.words import use


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


@pytest.fixture
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "zh")  # and as it was afterwards
    use("zh")
    yield
    use("en")


@pytest.mark.usefixtures("prefect_api", "in_chinese")
def test_the_page_of_a_night_in_chinese(tmp_path: Path) -> None:
    """Headings, columns and sentences; names of files, addresses and what a report says are as they are."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    shutil.copytree(SAMPLES, reports)
    (reports / "空.txt").write_bytes(b"")
    first = page(ingest(reports, warehouse), [reports])
    assert first.startswith("# 已发布第 1 版\n\n## 文件\n")
    assert "| 空文件 | 没有任何文字 | 1 | 空.txt |" in first
    (reports / "2019_paragraphs_shanxiahu.txt").unlink()
    second = page(ingest(reports, warehouse), [reports], tmp_path / "site")
    assert "## 新增、消失或改变的文件" in second
    for said in (first, second, page_of_failure("There is no folder a_b.", tmp_path / "w")):
        plain = re.sub(r"\(<.*?>\)|\S+[/.]\S+", "", said)
        assert re.findall(r"[A-Za-z]+(?: [a-z]+)+", plain.replace("There is no folder", "")) == []


@pytest.mark.usefixtures("in_chinese")
def test_what_a_server_tells_is_chinese_with_the_same_places() -> None:
    chinese = automations("nightly", {"type": "send-notification"})
    use("en")
    english = automations("nightly", {"type": "send-notification"})
    assert len(chinese) == len(english) == 4
    for there, here in zip(chinese, english, strict=True):
        pairs = [(there.get(part, ""), here.get(part, "")) for part in ("name", "description")]
        for one, other in zip(there["actions"], here["actions"], strict=True):
            pairs += [(one.get(part, ""), other.get(part, "")) for part in ("subject", "body", "message")]
        for told, as_english in pairs:
            assert re.findall("{{.*?}}", told) == re.findall("{{.*?}}", as_english)
            assert bool(re.search("[一-鿿]", told)) == bool(as_english)


def test_the_page_of_a_failure(tmp_path: Path) -> None:
    assert page_of_failure("There is no folder a_b.", tmp_path / "w") == (
        "# Nothing was published\n\nThere is no folder a\\_b."
    )
