"""The root of every error that gongkai raises on purpose, and what an error says to people. It imports nothing.

A class stands where its errors arise, and says there with which status a command ends. Every room may import this.
"""

REFUSED, USAGE = 1, 2


class GongkaiError(Exception):
    """Something that people can mend, in a sentence for them: a missing file, a wrong name, a full disk.

    Attributes:
        exit_status: The status that a command ends with: 2 where it was asked for wrongly, 1 where it was refused or
            the machine did not let it.
    """

    exit_status = REFUSED


def sentence(error: BaseException) -> str:
    """What an error says to people."""
    if isinstance(error, OSError) and error.strerror:
        return f"The operating system says: {error.strerror}: {error.filename or ''}".rstrip(": ")
    return str(error)


def is_interruption(error: BaseException) -> bool:
    """Whether it is Ctrl-C: where DuckDB was at work, it makes an error of its own of it."""
    if isinstance(error, KeyboardInterrupt):
        return True
    return type(error).__name__ in ("RuntimeError", "InterruptException") and "nterrupted" in str(error)


def exit_status(error: BaseException) -> int | None:
    """The status that a command ends with; None: a fault of the program, whose traceback is wanted."""
    if isinstance(error, GongkaiError):
        return error.exit_status
    return REFUSED if isinstance(error, OSError) else None
