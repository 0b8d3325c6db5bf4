"""A night that is refused: exit 1, the reasons, and everything as it was; said once more by `status`."""

from pathlib import Path

from as_user import SAMPLES, run
from loaded import run_loaded

from tests.faults.nights import Nights

TEXT = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")


def test_a_source_that_is_empty_all_at_once_is_not_published(tmp_path: Path, prefect_api: str, process: Nights) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(6):
        (reports / f"{number}.txt").write_text(f"{TEXT}\n{number}")
    warehouse = tmp_path / "data/warehouse/gongkai.duckdb"
    assert process.night(reports, warehouse)[0] == 0
    before = warehouse.read_bytes()

    reports.rename(tmp_path / "unmounted")
    reports.mkdir()
    refused = run("ingest", "reports", cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert refused.returncode == 1
    reason = f"The source {reports.resolve()} held 6 reports, and holds none now. (source_gone)"
    told = refused.stderr.splitlines()
    assert f"- {reason}" in told[told.index("Not published; the warehouse is as it was.") :]
    assert told[-1] == "If that is as it should be, publish it all the same: gongkai ingest SOURCE --accept"
    assert warehouse.read_bytes() == before
    status = run_loaded("status", cwd=tmp_path).stdout
    assert "found 0 documents and was not published:" in status
    assert reason in status

    accepted = run("ingest", "reports", "--accept", cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert accepted.returncode == 0
    assert "The warehouse holds 0 reports" in accepted.stdout
    assert "was not published" not in run_loaded("status", cwd=tmp_path).stdout
