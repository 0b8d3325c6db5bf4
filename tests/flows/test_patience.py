"""A source that does not answer is asked again, as often as was said; whatever else fails, fails at once."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from as_user import SAMPLES

from gongkai.extract.origin.found import SourceError, SourceUnreachable
from gongkai.extract.origin.sources import discover
from gongkai.flows.ingest import ingest as flow
from gongkai.flows.night import Night

# A network's file system that goes away cannot be had in a test: the answers of the operating system are changed.
Away = Callable[..., list[Path]]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    """Listing a folder of this name fails with this error, so many times. Gives the folders that were listed."""
    asked: list[Path] = []
    listing = os.scandir

    def begin(number: int, times: int, name: str = "reports") -> list[Path]:
        def scandir(folder: Any) -> Any:
            if not isinstance(folder, int) and Path(folder).name == name:
                asked.append(Path(folder))
                if len(asked) <= times:
                    raise OSError(number, os.strerror(number), str(folder))
            return listing(folder)

        monkeypatch.setattr("gongkai.extract.origin.sources.os.scandir", scandir)
        return asked

    return begin


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(SAMPLES / "2021_tab_hongqiao.txt", folder)
    return folder


@pytest.mark.usefixtures("prefect_api")
def test_a_source_that_answers_again_is_read(tmp_path: Path, reports: Path, away: Away) -> None:
    asked = away(errno.ESTALE, 2)
    assert flow(Night([reports], tmp_path / "w.duckdb", patience=(0.1, 0.1))).reports_held == 1
    assert asked == [reports] * 3


@pytest.mark.usefixtures("prefect_api")
def test_a_source_that_does_not_answer_fails_and_changes_nothing(tmp_path: Path, reports: Path, away: Away) -> None:
    asked = away(errno.ETIMEDOUT, 99)
    with pytest.raises(SourceUnreachable, match=r"reports does not answer\. The operating system says"):
        flow(Night([reports], tmp_path / "w.duckdb", patience=(0.1,)))
    assert asked == [reports] * 2
    assert sorted(file.name for file in tmp_path.iterdir()) == [".w.lock", "reports"]


@pytest.mark.usefixtures("prefect_api")
def test_a_source_of_which_not_even_the_name_is_known_is_asked_again(
    tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    resolve = Path.resolve

    def away(path: Path, strict: bool = False) -> Path:
        if path == reports and strict:
            asked.append(path)
            if len(asked) < 3:
                raise OSError(errno.EHOSTDOWN, "Host is down")
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", away)
    assert flow(Night([reports], tmp_path / "w.duckdb", patience=(0.1, 0.1))).reports_held == 1


@pytest.mark.usefixtures("prefect_api")
def test_nothing_else_is_tried_again(tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def gone(sources: Any) -> Any:
        asked.append(sources)
        raise SourceError("gone")

    monkeypatch.setattr("gongkai.flows.night.discover", gone)
    with pytest.raises(SourceError, match="gone"):
        flow(Night([reports], tmp_path / "w.duckdb", patience=(0.1, 0.1)))
    assert len(asked) == 1


def test_a_folder_in_it_that_does_not_answer_costs_itself(reports: Path, away: Away) -> None:
    (reports / "2021").mkdir()
    away(errno.ETIMEDOUT, 1, "2021")
    assert [(found.source, found.reason) for found in discover([reports])] == [
        ("2021", "unreadable"),
        ("2021_tab_hongqiao.txt", None),
    ]


def test_a_source_that_is_closed_to_us_does_not_pass(reports: Path, away: Away) -> None:
    away(errno.EACCES, 1)
    assert [found.reason for found in discover([reports])] == ["unreadable"]
