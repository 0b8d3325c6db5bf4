"""Draw what `python -m benchmarks --save FILE.csv` measured.

python -m benchmarks.pictures FILE.csv FOLDER
"""

import sys
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

READERS = {
    "night: all is new": "gongkai, a whole night with its start",
    "a prefect task a file": "the same reader, a Prefect task a file",
    "pandas and regular expressions": "chardet, pandas, regular expressions",
    "sql alone": "DuckDB's SQL alone",
}
SIZE = {"width": 460, "height": 200}


def main(table: Path, folder: Path) -> None:
    measured = pl.read_csv(table, schema_overrides={"right": pl.String, "wrong": pl.String})
    _nights(measured).save(folder / "speed_nights.svg")
    _ways(measured).save(folder / "speed_ways.svg")


def _nights(measured: pl.DataFrame) -> Any:
    """Microseconds a document over the size of the corpus: a level line is linear growth."""
    kinds = measured.filter(pl.col("what").str.contains("^night|^listing|^floor: "))
    size = alt.X("corpus:Q", title="documents in the corpus", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s"))
    each = alt.Y("us_a_document:Q", title="microseconds a document", scale=alt.Scale(type="log"))
    colour = alt.Color("what:N", title=None, sort=kinds["what"].unique(maintain_order=True).to_list())
    chart = alt.Chart(kinds).mark_line(point=True).encode(size, each, colour)
    return chart.properties(**SIZE).configure(background="white")


def _ways(measured: pl.DataFrame) -> Any:
    """Documents a second of each way, on the smallest corpus; the words tell how much of it is right."""
    kinds = measured.filter(pl.col("what").is_in(list(READERS)), pl.col("corpus") == pl.col("corpus").min())
    kinds = kinds.with_columns(
        way=pl.col("what").replace_strict(READERS),
        rate=1e6 / pl.col("us_a_document"),
        said=pl.format("{} of the cells are right", "right"),
    )
    base = alt.Chart(kinds).encode(
        alt.Y("way:N", title=None, sort=list(READERS.values()), axis=alt.Axis(labelLimit=300)),
        alt.X("rate:Q", title="documents a second", scale=alt.Scale(type="log", domain=[1, 100_000])),
    )
    words = base.mark_text(align="left", dx=8).encode(alt.Text("said:N"))
    return (base.mark_point(filled=True, size=80) + words).properties(width=460).configure(background="white")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
