"""A Dask cluster of real processes reads what this machine reads, whatever happens to its workers."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from as_user import SAMPLES, run
from clusters import dask_cluster, loop_on_b, sources

from gongkai.extract.origin.sources import discover
from gongkai.flows import night
from gongkai.flows.ingest import ingest as flow
from gongkai.flows.workers import Limits, WorkersError
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.summary import Summary

pytest.importorskip("distributed", reason="the extra dask is not installed")
cluster = pytest.importorskip("gongkai.flows.cluster")

VIEWS = ("reports", "facts", "sections", "figures", "findings", "quarantine", "duplicates", "applications", "panel")
needs_prefect = pytest.mark.usefixtures("prefect_api")
COUNTS = "SELECT found, reports, duplicates, quarantined FROM runs"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Thirty towns, a copy of one, and three documents that are no reports."""
    folder = tmp_path / "reports"
    shutil.copytree(SAMPLES, folder)
    text = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
    for number in range(30):
        (folder / f"{number}.txt").write_text(text.replace("虹桥镇", f"虹桥{chr(0x4E00 + number)}镇"))
    shutil.copy(folder / "7.txt", folder / "7 again.txt")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "menu.txt").write_text("本周食堂菜单：周一红烧肉，周二清蒸鱼，周三素菜包。欢迎大家前来就餐。\n" * 5)
    (folder / "dangling.txt").symlink_to(folder / "nothing.txt")
    return folder


def ingest(folder: Path, warehouse: Path, **options: Any) -> Summary:
    tell = options.pop("tell", None)
    return flow(night.Night([folder], warehouse, **options), tell)


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def assert_same(one: Path, other: Path) -> None:
    for view in VIEWS:
        columns = "* EXCLUDE (first_seen, last_changed)" if view in ("reports", "quarantine", "duplicates") else "*"
        sql = f"SELECT {columns} FROM {view} ORDER BY ALL"
        assert rows(one, sql) == rows(other, sql), view
    assert rows(one, COUNTS) == rows(other, COUNTS)


@needs_prefect
def test_a_cluster_gives_the_same_warehouse(
    tmp_path: Path, reports: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = ingest(reports, tmp_path / "local/w.duckdb")
    monkeypatch.setattr(night, "LARGEST_BATCH", 4)
    monkeypatch.chdir(tmp_path)
    there = ingest(reports, Path("dask/w.duckdb"), dask=address)
    assert there.counts == local.counts
    assert_same(tmp_path / "local/w.duckdb", tmp_path / "dask/w.duckdb")
    assert not ingest(reports, Path("dask/w.duckdb"), dask=address).published
    assert sorted(file.name for file in (tmp_path / "dask").iterdir()) == [".w.lock", "w.duckdb"]


@needs_prefect
def test_the_batches_of_a_killed_worker_are_read_by_another(
    tmp_path: Path, reports: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    ingest(reports, tmp_path / "local/w.duckdb")
    monkeypatch.setattr(night, "LARGEST_BATCH", 2)
    lost: list[int] = []

    def kill(stage: str, done: int, _everything: int) -> None:
        """Once, a worker that has batches in hand."""
        if stage == "reading" and done and not lost:
            in_hand = client.processing()
            busiest = max(in_hand, key=lambda worker: len(in_hand[worker]))
            if in_hand[busiest]:  # on a busy machine there are moments in which nobody has any
                lost.append(len(in_hand[busiest]))
                os.kill(processes[busiest], signal.SIGKILL)

    with Client(address, set_as_default=False) as client:
        processes = client.run(os.getpid)
        summary = ingest(reports, tmp_path / "dask/w.duckdb", tell=kill, dask=address)
    assert lost
    assert summary.counts.found == len(list(reports.glob("*.txt")))
    assert_same(tmp_path / "local/w.duckdb", tmp_path / "dask/w.duckdb")


def test_a_document_that_ends_its_process_costs_itself(tmp_path: Path, address: str) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    found = discover([tmp_path])
    work = tmp_path / ".work"
    work.mkdir()
    with cluster.cluster(address, work, Limits(seconds=1.0)) as submit:
        assert submit(loop_on_b, found).result() == ["a", "reader_timed_out", "c"]


def test_a_scheduler_that_ends_is_told(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("b")
    found = discover([tmp_path])
    work = tmp_path / ".work"
    work.mkdir()
    with dask_cluster(work) as address:
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            scheduler = client.run_on_scheduler(os.getpid)
        with cluster.cluster(address, work, Limits(seconds=5.0)) as submit:
            answer = submit(loop_on_b, found)
            os.kill(scheduler, signal.SIGKILL)
            with pytest.raises(WorkersError, match="connection to the Dask scheduler was lost"):
                answer.result()


@needs_prefect
def test_another_reader_on_the_workers_is_refused(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "READER_VERSION", "0123")
    with pytest.raises(WorkersError, match=r"has another reader, .*, than 0123 here: install the same"):
        ingest(SAMPLES, tmp_path / "w.duckdb", dask=address)
    assert [file.name for file in tmp_path.iterdir()] == [".w.lock"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hide a folder from a process")
@pytest.mark.parametrize(("hidden", "said"), [("reports", "cannot read .*/a, which can be read"), (".work", "see")])
def test_a_worker_that_does_not_see_the_folders_is_told_and_blames_no_document(
    tmp_path: Path, hidden: str, said: str
) -> None:
    reports, work = tmp_path / "reports", tmp_path / ".work"
    for folder in (reports, work):
        folder.mkdir()
    for name in "ab":
        (reports / name).write_text(name)
    (reports / "b").chmod(0)
    found = discover([reports])
    (reports / "b").unlink()
    blind = ("unshare", "-m", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', str(tmp_path / hidden))
    if subprocess.run([*blind, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody hide a folder from a process")
    with (
        dask_cluster(tmp_path, [blind]) as address,
        cluster.cluster(address, work) as submit,
        pytest.raises(WorkersError, match=said),
    ):
        submit(sources, found).result()
    with dask_cluster(tmp_path, [()]) as address, cluster.cluster(address, work) as submit:
        assert submit(sources, found).result() == ["a", "b"], "gone for everybody: the call says what came of it"


def test_a_cluster_that_is_not_there_or_has_no_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTS", 0.5)
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        pytest.raises(WorkersError, match="No Dask scheduler answers at"),
        cluster.cluster("tcp://127.0.0.1:9", tmp_path),
    ):
        pass
    with (
        dask_cluster(tmp_path, []) as address,
        pytest.raises(WorkersError, match=r"has no workers\. One is started by: dask worker tcp"),
        cluster.cluster(address, tmp_path),
    ):
        pass


def test_the_command_line(tmp_path: Path, address: str, prefect_api: str) -> None:
    done = run("ingest", SAMPLES, "--dask", address, cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "building a generation"), done.stderr
    assert "The warehouse holds 25 reports" in done.stdout
    for wrong in (["--dask", "here"], ["--dask", address, "--processes", "2"]):
        assert run("ingest", SAMPLES, *wrong, cwd=tmp_path).returncode == 2
    hide = "import sys; sys.modules['distributed'] = None; from gongkai.flows.cli import main; main()"
    command = [sys.executable, "-c", hide, "ingest", str(SAMPLES), "--dask", address]
    without = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert without.returncode == 2
    assert "pip install 'distributed" in without.stderr
