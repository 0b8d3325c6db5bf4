"""A night that comes to no end is ended, and people are told."""

import time
from pathlib import Path
from typing import Any

import pytest
from as_user import SAMPLES
from servers import listening

from gongkai.flows import nightly as module
from gongkai.flows.nightly import nightly


@pytest.mark.usefixtures("prefect_api")
def test_a_night_that_hangs_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: Any, **__: Any) -> None:
        time.sleep(3600)  # as on a disk that does not answer

    monkeypatch.setattr(module, "night", hang)
    assert nightly.timeout_seconds and nightly.timeout_seconds < 24 * 3600, "the next night need not wait"
    with listening() as (port, told):
        monkeypatch.setenv("GONGKAI_NOTIFY", f"json://127.0.0.1:{port}")
        short = nightly.with_options(timeout_seconds=1)
        state = short([str(SAMPLES)], tmp_path / "w.duckdb", return_state=True)
    assert state.name == "TimedOut"
    assert "TimedOut" in told[0]["title"] and "exceeded timeout" in told[0]["message"]
