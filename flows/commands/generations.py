"""Commands on generations: which there are, what changed between them, and the way back to one."""

from typing import Annotated

import typer

from gongkai.flows.options import (
    Format,
    Keep,
    Output,
    QueryFormat,
    Warehouse,
    require_format,
)
from gongkai.flows.settings import DEFAULT_WAREHOUSE
from gongkai.words import _


def status(warehouse: Warehouse = DEFAULT_WAREHOUSE) -> None:
    """Show what the published warehouse holds, its runs, and the generations that are kept.

    Example: gongkai status
    """
    from gongkai.flows.terminal import show_corrections, show_status
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.gates import refused
    from gongkai.warehouse.generation import kept
    from gongkai.warehouse.summary import corrections, runs

    with open_to_read(warehouse) as con:
        show_status(warehouse, runs(con), kept(warehouse), refused(warehouse))
        show_corrections(*corrections(con))


def diff(
    first: Annotated[
        int | None, typer.Argument(help="Number of a generation.", metavar="A", show_default=False)
    ] = None,
    second: Annotated[int | None, typer.Argument(help="Another one.", metavar="B", show_default=False)] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    file_format: Format = QueryFormat.TABLE,
    output: Output = None,
) -> None:
    """Show what changed from generation A to B: documents, keys, facts with both values, figures, findings.

    Without numbers: from the generation before to the published one. With A alone: from A to the published one.
    The published warehouse holds its own changes in the view `changes`.

    Example: gongkai diff 3 4 --format csv --output changes.csv
    """
    from gongkai.flows.output_paths import require_output
    from gongkai.flows.terminal import say, show_answer, worded
    from gongkai.warehouse.diff import between, changes, changes_in_short, summary

    require_format(file_format, output)
    if output:
        require_output(output, warehouse)
    with between(warehouse, first, second) as con:
        if file_format is QueryFormat.TABLE and output is None:
            say(_("How much changed"))
            show_answer(worded(summary(con)), file_format, None)
            say(_("\nChange by change; all of it: --format csv --output FILE"))
            show_answer(worded(changes_in_short(con)), file_format, None)
        else:
            show_answer(changes(con), file_format, output)


def rollback(
    number: Annotated[
        int | None,
        typer.Argument(help="Its number; by default the newest that is kept.", metavar="N", show_default=False),
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    keep: Keep = 3,
    pin: Annotated[
        bool, typer.Option("--pin", help="And stay there: no ingest publishes anything until --unpin.")
    ] = False,
    unpin: Annotated[bool, typer.Option("--unpin", help="Only let ingest publish again.")] = False,
) -> None:
    """Publish an earlier generation again, under a new number. The published one is kept like any other.

    Without --pin the next ingest reads what has changed since then again. Which are kept: gongkai status

    Example: gongkai rollback 3
    """
    from gongkai.warehouse import generation
    from gongkai.warehouse.restore import rollback as publish_again

    if pin and unpin:
        raise typer.BadParameter(_("Either --pin or --unpin."))
    if unpin:
        was = generation.unpin(warehouse)
        typer.echo(_("The next ingest publishes again.") if was else _("Nothing was pinned."))
        return
    wanted, new = publish_again(warehouse, number, keep, pin)
    typer.echo(
        _("Published generation {wanted} again, as generation {new}: {warehouse}").format(
            wanted=wanted, new=new, warehouse=warehouse
        )
    )
    typer.echo(
        _("Pinned: no ingest publishes anything until gongkai rollback --unpin.")
        if pin
        else _("What has changed in the sources since then comes in again with the next ingest.")
    )
    typer.echo(_("What changed: gongkai diff"))
