"""What the disk says when it is full or forbids it, in one sentence, and files that are written whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from polars.exceptions import PolarsError

from gongkai.errors import GongkaiError
from gongkai.words import _

_FAILS = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
}  # fmt: skip
_WORDS = tuple(os.strerror(number) for number in sorted(_FAILS))
_FORBIDDEN = tuple(map(os.strerror, (errno.EACCES, errno.EPERM, errno.EROFS)))
NOT_WRITTEN = "The file could not be written; an earlier one of that name is as it was."
_ALWAYS = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)


class UnwritableError(GongkaiError):
    """The disk is full, or does not let us write: a sentence for people."""


@contextmanager
def disk_told(folder: Path, what: str) -> Iterator[None]:
    """Raises UnwritableError where the disk below `folder` fails: the sentence `what`, and how much space is left, but
    where it is forbidden. What is unfinished is cleared away outside of it: there would be space again."""
    try:
        yield
    except (OSError, duckdb.Error, PolarsError) as error:
        if not _is_of_disk(error):
            raise
        said = str(error).splitlines()[0]
        if any(word in str(error) for word in _FORBIDDEN):
            raise UnwritableError(_("{what} What was said: {said}").format(what=what, said=said)) from error
        there = next(one for one in (folder, *folder.resolve().parents) if one.exists())
        free = shutil.disk_usage(there).free / 1e6
        raise UnwritableError(
            _("{what} {free:,.0f} MB are free in {there}. What was said: {said}").format(
                what=what, free=free, there=there, said=said
            )
        ) from error


def _is_of_disk(error: Exception) -> bool:
    """Libraries wrap what the system said into errors of their own; its words stay."""
    if isinstance(error, OSError):
        return error.errno in _FAILS
    return isinstance(error, _ALWAYS) or any(word in str(error) for word in _WORDS)


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A name beside the file to write to; what was written there takes the place of the file at the end, if all went
    well. What is no plain file (/dev/stdout) is written to itself."""
    file = file.resolve()
    if file.exists() and not file.is_file():
        yield file
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        yield unfinished
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
