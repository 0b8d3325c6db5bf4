"""Where an answer may be written: not over what a warehouse is made of or made from."""

from pathlib import Path

from gongkai.errors import USAGE, GongkaiError
from gongkai.extract.origin.found import is_address
from gongkai.flows.settings import corrections_folder
from gongkai.warehouse.corrections import holds_corrections
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import is_own
from gongkai.words import _

_LAID_BELOW = "SELECT DISTINCT unnest(roots) FROM store.run"
_DOCUMENTS = "SELECT root, source, container FROM store.document WHERE starts_with($file, root)"


class OutputError(GongkaiError):
    """The file or folder must not be written to: a sentence for people."""

    exit_status = USAGE


def require_output(output: Path, warehouse: Path, is_for_corrections: bool = False) -> None:
    """Raises OutputError where the output names the warehouse or what belongs to it, people's decisions, or a source.

    is_for_corrections: it is a new file to decide in, which may lie among the decisions. Raises WarehouseError.
    """
    file = output.resolve()
    root = _source_of(file, warehouse)
    if _belongs_to(file, warehouse.resolve()):
        raise OutputError(
            _("{output} belongs to the warehouse {warehouse}: nothing else is written there. Name another.").format(
                output=output, warehouse=warehouse
            )
        )
    if file.is_file() and holds_corrections(file):
        raise OutputError(
            _("{output} holds decisions of people, which would be lost. Name another file.").format(output=output)
        )
    folder = corrections_folder().resolve()
    if not is_for_corrections and file.is_relative_to(folder):
        raise OutputError(
            _("{output} lies in {folder}, where the next run looks for decisions. Name another folder.").format(
                output=output, folder=folder
            )
        )
    if root:
        raise OutputError(
            _("{output} lies in the source {root}: the next run would read it. Name another folder.").format(
                output=output, root=root
            )
        )


def _belongs_to(file: Path, warehouse: Path) -> bool:
    """A name of one of its files, also a second one (a hard link), or a folder that a run uses for itself."""
    folder = warehouse.parent
    its_own = [folder / "generations", folder / f".{warehouse.stem}.work"]
    files = [warehouse, *(folder / "generations").glob("*")]
    return (
        is_own(str(file), warehouse)
        or any(file.is_relative_to(one) for one in its_own)
        or (file.parent == folder and file.name.startswith(f".{warehouse.stem}."))
        or (file.is_file() and any(one.is_file() and one.samefile(file) for one in files))
    )


def _source_of(file: Path, warehouse: Path) -> str | None:
    """The source that would be another one for it: a folder that is read whole, or a document that was read."""
    with open_to_read(warehouse) as con:
        roots = [root for (root,) in con.execute(_LAID_BELOW).fetchall()]
        documents = con.execute(_DOCUMENTS, {"file": str(file)}).fetchall()
    for root in roots:
        if not is_address(root) and file.is_relative_to(root):
            return str(root)
    for root, source, container in documents:
        if f"{root}/{container or source}" == str(file):
            return str(file)
    return None
