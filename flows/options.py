"""The options that commands have in common, and what is wrong with them."""

from collections.abc import Sequence
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.extract.extras import to_install
from gongkai.flows.settings import DEFAULT_CORRECTIONS, DEFAULT_KEEPER
from gongkai.words import _

if TYPE_CHECKING:
    from gongkai.flows.night import Night  # which takes its time to load


def _located(warehouse: Path) -> Path:
    from gongkai.warehouse.generation import located

    return located(warehouse)


Warehouse = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        envvar="GONGKAI_WAREHOUSE",
        help="The warehouse: a DuckDB file.",
        metavar="FILE",
        callback=_located,
    ),
]
Sources = Annotated[
    list[str], typer.Argument(help="Folders, files, archives, dumps, s3:// addresses.", metavar="SOURCE")
]
Processes = Annotated[
    int | None, typer.Option(min=1, help="How many processes read; by default one per core.", show_default=False)
]
Keep = Annotated[int, typer.Option(min=0, help="How many earlier generations of the warehouse to keep.")]
Corrections = Annotated[
    Path, typer.Option(envvar="GONGKAI_CORRECTIONS", help="The folder with people's decisions (CSV).", metavar="DIR")
]
Dask = Annotated[
    str | None,
    typer.Option(
        help="Read on the workers of this Dask cluster, which see the sources and the warehouse's folder.",
        metavar="tcp://HOST:PORT",
        show_default=False,
    ),
]
Site = Annotated[
    Path | None,
    typer.Option(
        help="Afterwards write the static pages there, as `gongkai site` does.", metavar="DIR", show_default=False
    ),
]


def _there(keeper: Path) -> Path:
    if keeper != DEFAULT_KEEPER and not keeper.exists():
        raise typer.BadParameter(_("There is no file {keeper}.").format(keeper=keeper))
    return keeper


KeeperFile = Annotated[
    Path,
    typer.Option("--keeper", help="Who keeps the data, and its licence (TOML).", metavar="FILE", callback=_there),
]


class Language(StrEnum):
    ENGLISH = "en"
    CHINESE = "zh"


class QueryFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


OTHER_FORMATS = {".xlsx", ".xls", ".ods", ".dta", ".sav"}  # which a text must not pretend to be


class ExportFormat(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"
    STATA = "dta"
    SPSS = "sav"


Format = Annotated[QueryFormat, typer.Option("--format", help="How the answer is written.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.", metavar="FILE")]


def require_ingest(settings: "Night", site: Path | None) -> None:
    """What is wrong with an ingest is told before Prefect takes its seconds to start."""
    from gongkai.extract.layouts import layouts
    from gongkai.extract.openers import openers
    from gongkai.extract.origin.sources import whole_roots
    from gongkai.warehouse.restore import require_buildable

    whole_roots(settings.sources)
    layouts()
    openers()
    _require_dask(settings.dask, settings.processes)
    corrections = settings.corrections
    if corrections and corrections != DEFAULT_CORRECTIONS and not corrections.is_dir():
        raise typer.BadParameter(
            _("There is no folder {corrections}.").format(corrections=corrections), param_hint="--corrections"
        )
    require_buildable(settings.warehouse)
    if site:
        _require_site(site, settings.sources)
    _require_place(settings.warehouse)


def _require_place(warehouse: Path) -> None:
    """Whether there can be a folder for it. What the system forbids is told as that."""
    try:
        warehouse.parent.mkdir(parents=True, exist_ok=True)
    except (FileNotFoundError, NotADirectoryError, FileExistsError) as error:
        raise typer.BadParameter(
            _("There can be no folder {folder}.").format(folder=warehouse.parent), param_hint="--warehouse"
        ) from error


def _require_dask(address: str | None, processes: int | None) -> None:
    if address is None:
        return
    if "://" not in address:
        raise typer.BadParameter(
            _("The address of a Dask scheduler looks like tcp://127.0.0.1:8786."), param_hint="--dask"
        )
    if processes is not None:
        raise typer.BadParameter(
            _("How many read on a cluster is said there: dask worker --help"), param_hint="--processes"
        )
    if find_spec("distributed") is None:
        raise typer.BadParameter(
            _("Dask is not installed: {command}").format(command=to_install("dask")), param_hint="--dask"
        )


def _require_site(folder: Path, sources: Sequence[str | Path]) -> None:
    """What can be known before the night about pages that are to be written after it."""
    from gongkai.extract.origin.found import is_address
    from gongkai.warehouse.pages.site import require_folder

    for source in sources:
        if not is_address(source) and folder.resolve().is_relative_to(Path(source).resolve()):
            raise typer.BadParameter(
                _("{folder} lies in {source}: the next run would read it.").format(folder=folder, source=source),
                param_hint="--site",
            )
    require_folder(folder)


def require_export_format(file_format: ExportFormat) -> None:
    """Whether files of that format can be written here."""
    from gongkai.warehouse.stata_and_spss import PACKAGES, is_installed

    if file_format in PACKAGES and not is_installed():
        raise typer.BadParameter(
            _("Files for Stata and SPSS need a library that is not installed: {command}").format(
                command=to_install("stata")
            ),
            param_hint="--format",
        )


def require_format(file_format: QueryFormat, output: Path | None) -> None:
    """Whether an answer can be written so, and under that name."""
    if output and output.suffix.lower() in OTHER_FORMATS:
        raise typer.BadParameter(
            _("{suffix} is not written. A .csv opens there: --format csv -o FILE.csv").format(suffix=output.suffix)
        )
    if output and output.suffix[1:] in set(QueryFormat) - {file_format}:
        raise typer.BadParameter(
            _("{output} would hold {file_format}. Say what it shall be: --format {suffix}").format(
                output=output, file_format=file_format, suffix=output.suffix[1:]
            )
        )
    if file_format is QueryFormat.PARQUET and output is None:
        raise typer.BadParameter(_("Parquet is not for the screen: name a file with --output."))
