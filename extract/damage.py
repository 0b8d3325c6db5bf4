"""What libraries say of bytes that are not as they should be, in a sentence and as a reason."""

import errno
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.extract.document import Reason, Rejected

ENCRYPTED = 0x1  # a bit of a zip member's flags
# What the libraries raise on bytes that are not as they should be.
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@contextmanager
def damage_told(what: str) -> Iterator[None]:
    """Raises Rejected("damaged", ...) where a library finds bytes that are not as they should be."""
    try:
        yield
    except DAMAGED as error:
        raise Rejected(Reason.DAMAGED, f"{what}: {said(error)}") from error
    except OSError as error:
        # Libraries raise it without a number; a position outside the file is an invalid argument.
        if error.errno not in (None, errno.EINVAL):
            raise
        raise Rejected(Reason.DAMAGED, f"{what}: {said(error)}") from error


def said(error: Exception) -> str:
    """The words of a library, as a sentence."""
    return f"{str(error) or type(error).__name__}".splitlines()[0].rstrip(".") + "."
