"""Codes that people meet in tables and messages: each is declared once, with what it means, as a member of a Code."""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A list of codes. Each is its own text, and knows what it means."""

    meaning: str

    def __new__(cls, code: str, meaning: str = "") -> Self:
        """Declared as `NAME = "code", "meaning"`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member
