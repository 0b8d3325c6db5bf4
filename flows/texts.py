"""The decoded text of a document that was read before, where it still is what it was."""

from pathlib import Path

from extract.document import Rejected
from extract.encoding import decode
from extract.sources import Found, load


def text_of(root: str, source: str, document_id: str) -> str | None:
    """As the reader sees it, line by line. None: the document is gone, out of reach, or has changed since."""
    try:
        document = load(Found(root, source, Path(root) / source, 0, 0))
        return decode(document.data).text if document.document_id == document_id else None
    except (Rejected, ValueError):  # a name that no file can have
        return None
