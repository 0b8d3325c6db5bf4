"""The whole command, killed with kill -9 at some stages: the next one does the rest, and says so like any other."""

import os
from pathlib import Path

from as_user import SAMPLES, ingesting, run

from gongkai.warehouse.database import is_sound

STAGES = ("looking for documents", "reading", "building a generation")


def test_killed_at_each_stage_the_next_command_goes_on(tmp_path: Path, prefect_api: str) -> None:
    warehouse = tmp_path / "data/warehouse/gongkai.duckdb"
    env = {**os.environ, "PREFECT_API_URL": prefect_api}
    for stage in STAGES:
        if not warehouse.exists():  # else a kill came late
            with ingesting(tmp_path, stage, env) as victim:
                victim.kill()
    if warehouse.exists():
        assert is_sound(warehouse)
    result = run("ingest", SAMPLES, cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert result.returncode == 0, result.stderr
    assert "The warehouse holds 25 reports" in result.stdout
    assert "generation 1" in result.stdout
    assert is_sound(warehouse)
    assert sorted(file.name for file in warehouse.parent.iterdir()) == [".gongkai.lock", ".prefect", "gongkai.duckdb"]
