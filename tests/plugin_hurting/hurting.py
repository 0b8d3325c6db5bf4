"""A layout at fault: a word in the table says in which way."""

import os
import re
import signal
import sys
import time

from gongkai.extract.layouts import Cell, Grid, Layout, Part


class Unspeakable(Exception):
    """An error whose words are an error."""

    def __str__(self) -> str:
        raise self


def raise_() -> None:
    raise ZeroDivisionError("a layout at fault")


def raise_wordless() -> None:
    raise Unspeakable


def loop() -> None:
    while True:
        pass


def backtrack() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def sleep() -> None:
    time.sleep(3600)


def eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def leave() -> None:
    os._exit(3)


def exit_() -> None:
    sys.exit("no more")


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def recurse() -> None:
    recurse()


FAULTS = {
    "RAISES": raise_,
    "WORDLESS": raise_wordless,
    "LOOPS": loop,
    "BACKTRACKS": backtrack,
    "SLEEPS": sleep,
    "EATS": eat,
    "LEAVES": leave,
    "EXITS": exit_,
    "KILLS": kill,
    "RECURSES": recurse,
}


def clue(part: Part) -> float:
    """Where a word stands, whatever the word asks for happens."""
    for word, fault in FAULTS.items():
        if word in part.text:
            fault()
    return 1.0 if "LIES" in part.text else 0.0


def read(part: Part) -> Grid:
    """Cells that are no text, in lines that are no numbers."""
    return Grid((tuple((Cell(None, "x"),) for _ in part.filled),), ruled=True)  # type: ignore[arg-type]


layout = Layout("hurting", clue, read)
