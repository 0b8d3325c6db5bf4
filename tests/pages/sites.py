"""A site that tests look at, and where its pages lie."""

from dataclasses import dataclass
from pathlib import Path

from gongkai.warehouse.database import open_to_read

HOSTILE = "<img src=x onerror=alert(3)>.txt"
SCRIPT = "<script>alert(1)</script> & <b onclick='alert(2)'>粗</b> </textarea>"


@dataclass(frozen=True)
class Made:
    """documents: the folder that was read. gone: source of a report whose file went away afterwards.

    whole: the warehouse as it was published. warehouse: the same with the townships of two provinces only, of which
    a site is made in a fifth of the time.
    """

    documents: Path
    whole: Path
    warehouse: Path
    site: Path
    gone: str


def page_of(made: Made, source: str, language: str = "en") -> Path:
    """The page of the report that was read from this file."""
    with open_to_read(made.warehouse) as con:
        ((document,),) = con.execute("SELECT document_id FROM reports WHERE source = ?", [source]).fetchall()
    return made.site / language / "reports" / f"{document[:16]}.html"
