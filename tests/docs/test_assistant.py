"""The questions of docs/assistant.md, asked of the published samples."""

import tomllib
from pathlib import Path

import pytest

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.query import ask
from tests.docs.generated import QUESTIONS


def said(value: object) -> str:
    return "NULL" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize(
    "question", tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"], ids=lambda question: question["asked"]
)
def test_the_answer_is_right(question: dict[str, str], warehouse: Path) -> None:
    with open_to_read(warehouse, locked=True) as con:
        rows = [" | ".join(map(said, row)) for row in ask(con, question["sql"]).rows]
    assert rows == question["answer"].splitlines()
