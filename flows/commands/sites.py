"""The command that writes static pages, and what is told of them after a night, too."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.flows.options import (
    Warehouse,
)
from gongkai.flows.settings import DEFAULT_WAREHOUSE
from gongkai.words import _

if TYPE_CHECKING:
    from gongkai.warehouse.pages.site import Written


def site(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one of an earlier site.", metavar="DIR")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    reports: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="How many reports with findings get a page, the worst first; by default 500.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(help="A report that gets a page in any case: its source, or its document_id.", metavar="SOURCE"),
    ] = None,
) -> None:
    """Write static pages of the published warehouse, in English and Chinese.

    They need neither server nor network: open DIR/index.html. A page of a report shows its text beside its tables where
    the document is still where it was read. At most 200 MB are written; 120 MB of these are for the pages of reports.

    Example: gongkai site data/site --report 2021_tab_hongqiao.txt
    """
    from gongkai.flows.output_paths import require_output
    from gongkai.flows.site import write_site

    require_output(folder, warehouse)
    tell_of_site(folder, write_site(folder, warehouse, report or (), reports))


def tell_of_site(folder: Path, written: "Written") -> None:
    """What was written, what was not, and where to begin."""
    typer.echo(
        _("Wrote {files:,} files ({size:,.1f} MB) to {folder}.").format(
            files=written.files, size=written.size / 1e6, folder=folder
        )
    )
    typer.echo(
        _("{reports:,} reports have a page, {texts:,} of them with their text.").format(
            reports=written.reports, texts=written.texts
        )
    )
    if written.reports < written.wanted:
        typer.echo(_("{reports:,} more would be too large together.").format(reports=written.wanted - written.reports))
    typer.echo(_("Next: open {html}").format(html=folder / "index.html"))
