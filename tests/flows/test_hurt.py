"""Whatever a plug-in does to the process that reads: it costs one document, by name, and the rest is read."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from as_user import SAMPLES, run
from clusters import sources

from gongkai.extract.document import Rejected
from gongkai.extract.origin.found import Found
from gongkai.extract.origin.sources import discover
from gongkai.flows import night
from gongkai.flows.named_documents import read_named
from gongkai.flows.workers import Limits, WorkersError, workers
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.summary import Summary

TEXT = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
IN_A_TABLE = "规章\t"
# For a good document, a busy machine may need some seconds for the lists of places.
LIMITS = Limits(seconds=60.0, memory=500_000_000)
VERDICTS = {
    "RAISES": ("reader_failed", "ZeroDivisionError: a layout at fault"),
    "WORDLESS": ("reader_failed", "Unspeakable"),
    "EXITS": ("reader_failed", "SystemExit: no more"),
    "RECURSES": ("reader_failed", "RecursionError: maximum recursion depth exceeded"),
    "EATS": ("reader_died", "Reading took more than 500 MB of memory."),
    "LEAVES": ("reader_died", "The process that read it ended with status 3."),
    "KILLS": ("reader_died", "The process that read it was ended by SIGKILL."),
}


@pytest.fixture
def ingest(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Summary]:
    """The real main job, where the package is installed and patience is short."""
    monkeypatch.syspath_prepend(plugin)

    def ingest(folder: Path, warehouse: Path, processes: int, limits: Limits = LIMITS, accept: bool = False) -> Summary:
        monkeypatch.setattr(night, "workers", partial(workers, limits=limits))
        return night.night(night.Night([folder], warehouse, processes, accept=accept))

    return ingest


def town(number: int, word: str = "") -> str:
    text = TEXT.replace("虹桥镇", f"虹桥{chr(0x4E00 + number)}镇")
    return text.replace(IN_A_TABLE, f"{word}\n{IN_A_TABLE}", 1) if word else text


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def test_a_layout_that_hurts_its_process_costs_one_document(tmp_path: Path, ingest: Callable[..., Summary]) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number, word in enumerate(["", *VERDICTS, "LIES", "", ""]):
        (reports / f"{number:02} {word or 'good'}.txt").write_text(town(number, word))
    summary = ingest(reports, tmp_path / "w.duckdb", 2)
    quarantined = rows(tmp_path / "w.duckdb", "SELECT source[4:-5], reason, message FROM quarantine")
    by_word = {word: (reason, message) for word, reason, message in quarantined}
    assert by_word.pop("LIES")[0] == "reader_failed"
    assert by_word == VERDICTS
    assert [source[3:] for (source,) in rows(tmp_path / "w.duckdb", "SELECT source FROM reports")] == ["good.txt"] * 3
    assert rows(tmp_path / "w.duckdb", "SELECT found, reports, duplicates, quarantined FROM runs") == [(11, 3, 0, 8)]
    assert rows(tmp_path / "w.duckdb", "SELECT count(*) FROM review WHERE kind = 'reader_failed'") == [(8,)]
    assert summary.counts.newly_read == 3
    again = ingest(reports, tmp_path / "w.duckdb", 2)
    assert (again.published, again.counts.unchanged) == (False, 11), "what hurt once is not tried each night"


def test_a_layout_that_loops_in_c_is_ended_by_its_time(tmp_path: Path, ingest: Callable[..., Summary]) -> None:
    """By itself: a good document may need these two seconds on a busy machine."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/a.txt").write_text(town(0, "BACKTRACKS"))
    ingest(tmp_path / "reports", tmp_path / "w.duckdb", 1, Limits(seconds=2.0), accept=True)
    assert rows(tmp_path / "w.duckdb", "SELECT reason, message FROM quarantine") == [
        ("reader_timed_out", "Reading took longer than 2 seconds.")
    ]


@pytest.mark.parametrize(("command", "word"), [("inspect", "LEAVES"), ("check", "KILLS")])
def test_a_command_says_what_the_night_would_say(tmp_path: Path, plugin: Path, command: str, word: str) -> None:
    (tmp_path / "a.txt").write_text(town(0, word))
    path = f"{plugin}:{Path(__file__).parents[2]}"
    told = json.loads(run(command, "a.txt", "--json", cwd=tmp_path, PYTHONPATH=path).stdout)
    if command == "inspect":
        assert (told["reason"], told["message"]) == VERDICTS[word]
    else:
        assert [one["rejected"] for one in told] == [VERDICTS[word][0]]


@pytest.mark.parametrize(
    ("word", "limits", "reason"),
    [
        ("LOOPS", Limits(seconds=1), "reader_timed_out"),
        ("SLEEPS", Limits(seconds=1), "reader_timed_out"),
        ("EATS", LIMITS, "reader_died"),
    ],
)
def test_a_document_that_people_name_has_the_limits_of_a_night(
    tmp_path: Path, plugin: Path, monkeypatch: pytest.MonkeyPatch, word: str, limits: Limits, reason: str
) -> None:
    monkeypatch.syspath_prepend(plugin)
    (tmp_path / "a.txt").write_text(town(0, word))
    ((_, rejected),) = read_named([str(tmp_path / "a.txt")], limits)
    assert isinstance(rejected, Rejected) and rejected.reason == reason


def test_many_processes_give_what_one_gives(
    tmp_path: Path, ingest: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "LARGEST_BATCH", 10)
    monkeypatch.setattr("gongkai.flows.workers.WORTH_PROCESSES", 10)
    reports = tmp_path / "reports"
    reports.mkdir()
    words = {7: "LEAVES", 8: "RAISES", 25: "EXITS", 26: "KILLS"}
    for number in range(40):
        (reports / f"{number}.txt").write_text(town(number, words.get(number, "")))
    for processes in (1, 3):
        ingest(reports, tmp_path / f"{processes}.duckdb", processes)
    for view in ("reports", "facts", "quarantine"):
        columns = "* EXCLUDE (first_seen, last_changed)" if view != "facts" else "*"
        one, three = (rows(tmp_path / f"{n}.duckdb", f"SELECT {columns} FROM {view} ORDER BY ALL") for n in (1, 3))
        assert one == three, view
    assert rows(tmp_path / "3.duckdb", "SELECT found, reports, quarantined FROM runs") == [(40, 36, 4)]


def hurt_when_twice(batch: Iterable[Found]) -> list[str]:
    """A fault of no document: it ends the process with the second, unless it is the only one."""
    done = []
    for found in batch:
        if done and not found.reason:
            raise MemoryError
        done.append(found.reason or found.source)
    return done


def end(batch: Iterable[Found]) -> None:
    list(batch)
    raise MemoryError


def refuse(batch: Iterable[Found]) -> None:
    raise FileNotFoundError(2, "No such file", next(iter(batch)).source)


@pytest.fixture
def found(tmp_path: Path) -> Sequence[Found]:
    for name in "ab":
        (tmp_path / name).write_text(name)
    return discover([tmp_path])


def test_what_no_document_is_the_cause_of_is_told_and_comes_to_an_end(found: Sequence[Found]) -> None:
    with workers(len(found), 2) as submit:
        assert submit(sources, found).result() == ["a", "b"]
        with pytest.raises(FileNotFoundError, match="No such file"):
            submit(refuse, found).result()
        assert submit(sources, found).result() == ["a", "b"], "the process lives on"
        with pytest.raises(WorkersError, match="twice without a document in hand"):
            submit(end, found).result()
        assert submit(hurt_when_twice, found).result() == ["a", "reader_died"]
