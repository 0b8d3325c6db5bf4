"""The static pages of a published warehouse, with the texts of the documents where these still are what they were."""

from collections.abc import Sequence
from pathlib import Path

from gongkai.extract.document import Rejected
from gongkai.extract.openers import text_of as opened_text
from gongkai.extract.origin.found import SourceError
from gongkai.flows.named_documents import load_one
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.pages.site import REPORTS, Written, build, is_current


def write_site(folder: Path, warehouse: Path, asked: Sequence[str] = (), most: int | None = None) -> Written:
    """Write them in place of an earlier site. asked, most: see warehouse.pages.site.build. Raises SiteError."""
    with open_to_read(warehouse, bounded=True) as con:
        return build(con, folder, text_of, asked, REPORTS if most is None else most)


def write_site_of_night(folder: Path, warehouse: Path) -> Written | None:
    """Write them after a night; None: the folder holds them already, of the same data. Raises SiteError."""
    with open_to_read(warehouse, bounded=True) as con:
        return None if is_current(con, folder) else build(con, folder, text_of)


def text_of(root: str, source: str, document_id: str) -> str | None:
    """As the reader sees it, line by line. None: the document is gone, out of reach, or has changed since."""
    try:
        document = load_one(f"{root}/{source}")
        return opened_text(document).text if document.document_id == document_id else None
    except (Rejected, SourceError, ValueError):  # ValueError: a name that no file can have
        return None
