"""kill -9 at any moment: the last good generation is there, nothing is lost or doubled, the next night does the rest.

GONGKAI_KILLS says how many nights are killed.
"""

import os
import random
import shutil
import signal
import time
from pathlib import Path

from nights import PROJECT, Nights, exported

from gongkai.warehouse.database import is_sound, open_to_read
from gongkai.warehouse.gates import gates
from gongkai.warehouse.generation import kept

KILLS = int(os.environ.get("GONGKAI_KILLS", "20"))
SAMPLES = sorted((PROJECT / "data/samples").glob("*.txt"))[:10]
LONGER = 1.25  # times as long as a night takes: the last moment at which one is killed, so that some come to their end
PATIENCE = 1.05  # each night that was killed has the next ones killed this much later
UNIQUE = next(gate.body for gate in gates() if gate.code == "keys_not_unique")


def change_something(reports: Path, chance: random.Random, turn: int) -> None:
    """A document comes, goes, comes twice, changes, or is spoiled."""
    there = sorted(reports.iterdir())
    kind = chance.choice(["add", "add", "change", "remove", "copy", "spoil"])
    if kind == "add" or len(there) < 4:
        shutil.copy(chance.choice(SAMPLES), reports / f"added {turn}.txt")
        return
    file = chance.choice(there)
    if kind == "change":
        file.write_bytes(file.read_bytes() + f"\n{turn}\n".encode())
    elif kind == "remove":
        file.unlink()
    elif kind == "copy":
        shutil.copy(file, reports / f"copied {turn}.txt")
    else:
        file.write_bytes(b"")


def assert_whole(warehouse: Path) -> int:
    """The published file can be read in full and agrees with itself. Returns its number; 0 where there is none yet."""
    assert not warehouse.with_name(f"{warehouse.name}.wal").exists()
    if not warehouse.exists():
        return 0
    assert is_sound(warehouse)
    with open_to_read(warehouse) as con:
        assert con.execute(UNIQUE).fetchall() == []
        runs = con.execute("FROM runs ORDER BY generation").fetchall()
        sums = con.execute("SELECT generation FROM runs WHERE found <> reports + duplicates + quarantined").fetchall()
        assert sums == []
        ((reports, facts, held, counted),) = con.execute(
            "SELECT reports_held, facts_held, (SELECT count(*) FROM reports), (SELECT count(*) FROM facts)"
            " FROM runs ORDER BY generation DESC LIMIT 1"
        ).fetchall()
        assert (reports, facts) == (held, counted)
        ((found, documents),) = con.execute(
            "SELECT found, (SELECT count(*) FROM store.document) FROM runs ORDER BY generation DESC LIMIT 1"
        ).fetchall()
        assert found == documents
    generations = [generation for generation, *_ in runs]
    assert generations == list(range(1, len(runs) + 1)), "each number once, none left out"
    for file in kept(warehouse).values():
        assert is_sound(file)
    return generations[-1]


def finish(process: Nights, reports: Path, warehouse: Path) -> float:
    """A night that nobody kills. Returns how long it took."""
    began = time.monotonic()
    status, said = process.night(reports, warehouse)
    assert status == 0, said
    return time.monotonic() - began


def test_a_night_that_is_killed_loses_and_doubles_nothing(tmp_path: Path, process: Nights) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    reports.mkdir()
    shutil.copy(SAMPLES[0], reports)
    chance = random.Random(20260301)
    killed = published = gone_on = turn = before = 0
    finish(process, reports, tmp_path / "other.duckdb")
    shutil.copy(SAMPLES[1], reports)
    usual = finish(process, reports, tmp_path / "other.duckdb")
    while killed < KILLS:
        turn += 1
        change_something(reports, chance, turn)
        began = time.monotonic()
        status, said = process.night(reports, warehouse, killed_after=chance.uniform(0, LONGER * usual))
        assert status in (0, -signal.SIGKILL), said
        killed += status != 0
        gone_on += "A run that was killed had read" in said
        # The machine may be less busy than it was, or there may be more to do.
        usual = usual * PATIENCE if status else time.monotonic() - began
        now = assert_whole(warehouse)
        assert now in (before, before + 1)
        published += now > before
        before = now
    print(f"{turn} nights, {killed} killed, {published} published, {gone_on} of these went on where one stopped")
    assert published > killed / 10, "the kills come too early in a night"
    assert gone_on > killed / 20, "what was killed left nothing to go on with"
    change_something(reports, chance, turn + 1)
    finish(process, reports, warehouse)
    assert_whole(warehouse)
    finish(process, reports, tmp_path / "scratch.duckdb")
    assert exported(warehouse, tmp_path / "one") == exported(tmp_path / "scratch.duckdb", tmp_path / "two")
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith(".w")) == [".w.lock"]
