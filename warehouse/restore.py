"""Publish an earlier generation again: people want it back, or the published file is damaged or gone."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from gongkai.errors import REFUSED
from gongkai.warehouse import build, database, diff, generation, ledger
from gongkai.warehouse.codebook import write_comments
from gongkai.warehouse.database import DamagedError, OlderError, WarehouseError
from gongkai.words import _


class PinnedError(WarehouseError):
    """People want no other generation published: nothing was called wrongly."""

    exit_status = REFUSED


def require_buildable(warehouse: Path) -> None:
    """Whether a run may build here. Raises WarehouseError where the file is another's, of a later version, or pinned.

    A warehouse that is damaged, gone, or of an earlier version is no obstacle: see `repair`.
    """
    pinned = generation.pinned(warehouse)
    if pinned:
        raise PinnedError(
            _(
                "{warehouse} is pinned to {pinned}: nothing else is published. To go on: gongkai rollback --unpin"
            ).format(warehouse=warehouse, pinned=pinned)
        )
    _require_own(warehouse)


def _require_own(warehouse: Path) -> None:
    if not warehouse.exists():
        return
    try:
        database.require_version(warehouse)
    except OlderError:
        pass
    except DamagedError:
        if not generation.is_known(warehouse):
            raise


def is_in_order(warehouse: Path) -> bool:
    """Whether `repair` would find nothing to do for a file that is there."""
    return not generation.logs(warehouse) and _is_good(warehouse)


def repair(warehouse: Path, work: Path, keep: int) -> list[str]:
    """Make sure that the published file, if there is one, can be built upon. Returns what had to be done, in sentences.

    A damaged file is set aside, never deleted; the newest good generation takes its place, or else there is none, and
    the run builds anew. Of an earlier version of the tables nothing is touched: the run builds beside it.
    Raises WarehouseError where another program has it open for writing.
    """
    return [*_mend_logs(warehouse), *_mend_file(warehouse, work, keep)]


def _mend_logs(warehouse: Path) -> list[str]:
    return [
        f"Another program had written to {log.name.partition('.wal.damaged-')[0]} and was killed; the log that it left"
        f" is set aside as {log.name}, and the file is as it was published."
        for log in generation.set_logs_aside(warehouse)
    ]


def _mend_file(warehouse: Path, work: Path, keep: int) -> list[str]:
    if not warehouse.exists():
        if not generation.kept(warehouse):
            return []
        trouble = f"{warehouse} was gone."
    else:
        try:
            database.require_version(warehouse)
        except OlderError:
            return [
                f"{warehouse} had the tables of an earlier version of gongkai: every document is read again, and the"
                " file stays among the generations."
            ]
        except DamagedError:
            sound = False
        else:
            sound = database.is_sound(warehouse)
        if sound:
            return []
        trouble = f"{warehouse} was damaged; it is set aside as {generation.set_aside(warehouse).name}."
    for number in reversed(generation.kept(warehouse)):
        if _is_good(generation.file_of(warehouse, number)):
            # The number of the generation that is lost is not given again.
            new = generation.newest(warehouse) + 2
            note = f"Generation {number} again: the published file was damaged or gone."
            _publish_again(warehouse, work, _Again(number, new, note), keep)
            return [f"{trouble} Generation {number} was published again in its place, as generation {new}."]
    return [f"{trouble} No earlier generation can be read: every document is read again."]


def rollback(warehouse: Path, number: int | None, keep: int = generation.KEPT, pin: bool = False) -> tuple[int, int]:
    """Publish a kept generation again, under a new number; the published one is kept like any other.

    number: which; None: the newest that is kept. pin: no run publishes anything until it is unpinned.
    Returns its number and the new one. Raises WarehouseError, BusyError.
    """
    warehouse = generation.located(warehouse)
    _require_own(warehouse)
    nothing = WarehouseError(
        _("No earlier generation of {warehouse} is kept: there is nothing to go back to.").format(warehouse=warehouse)
    )
    if not generation.kept(warehouse):
        raise nothing
    with generation.building(warehouse) as work:
        repaired = repair(warehouse, work, keep)
        if not warehouse.exists():
            raise WarehouseError(" ".join(repaired))
        # A run that was killed while it published may have left the published one among the kept.
        earlier = [one for one in generation.kept(warehouse) if one != generation.number(warehouse)]
        if not earlier:
            raise nothing
        wanted = earlier[-1] if number is None else number
        _require_good(warehouse, wanted)
        new = generation.newest(warehouse) + 1
        _publish_again(warehouse, work, _Again(wanted, new, f"Generation {wanted} again: rolled back."), keep)
        if pin:
            generation.pin(warehouse, f"generation {wanted}, published again as {new}")
    return wanted, new


def _require_good(warehouse: Path, wanted: int) -> None:
    file = generation.file_of(warehouse, wanted)
    if file == warehouse:
        raise WarehouseError(_("Generation {wanted} is the published one.").format(wanted=wanted))
    database.require_version(file)  # says so where it is of another version
    if not database.is_sound(file):
        raise WarehouseError(_("{file} is damaged: it cannot be published again.").format(file=file))


def _is_good(file: Path) -> bool:
    try:
        database.require_version(file)
    except WarehouseError:
        return False
    return database.is_sound(file)


class _Again(NamedTuple):
    """A generation that comes back. number: as it is kept; new: as it is published."""

    number: int
    new: int
    note: str


def _publish_again(warehouse: Path, work: Path, again: _Again, keep: int) -> None:
    built = work / warehouse.name
    shutil.copyfile(generation.file_of(warehouse, again.number), built)
    earlier = warehouse if warehouse.exists() else None
    with database.open_to_write(built) as con:
        if earlier:
            build.take_history(con, earlier)
        build.write_run(con, again.new, _run(con, again.note))
        diff.record(con, earlier)
        write_comments(con)
        generation.close(con, built)
    generation.publish(built, warehouse, keep)


def _run(con: duckdb.DuckDBPyConnection, note: str) -> build.Run:
    """A run that looked for no documents."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    (version,) = con.execute("SELECT arg_max(reader_version, generation) FROM store.run").fetchall()[0]
    return build.Run(now, [], version, ledger.Counts(0, 0, 0, 0, 0, 0, 0), note)
