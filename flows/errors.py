"""What an error says to people, and the exit status that a command ends with."""


def sentence(error: Exception) -> str:
    """What an error says to people."""
    if isinstance(error, OSError) and error.strerror:
        return f"The operating system says: {error.strerror}: {error.filename or ''}".rstrip(": ")
    return str(error)


def exit_status(error: Exception) -> int | None:
    """2: bad usage; 1: refused, or the machine did not let us; None: not an error for people."""
    from gongkai.extract.plugins import PluginError
    from gongkai.extract.sources import SourceError, SourceUnreachable
    from gongkai.flows.outputs import OutputError
    from gongkai.flows.serve import ServeError
    from gongkai.flows.server import ServerError
    from gongkai.flows.workers import WorkersError
    from gongkai.warehouse.citation import KeeperError
    from gongkai.warehouse.corrections import CorrectionsError
    from gongkai.warehouse.database import WarehouseError
    from gongkai.warehouse.disk import UnwritableError
    from gongkai.warehouse.export import ExportError
    from gongkai.warehouse.gate import RefusedError
    from gongkai.warehouse.generation import BusyError
    from gongkai.warehouse.pages.charts import SiteError
    from gongkai.warehouse.query import QueryError

    if isinstance(error, SourceUnreachable | ServeError | ServerError):
        return 1
    usage = SourceError | PluginError | OutputError | WarehouseError | CorrectionsError
    usage |= ExportError | KeeperError | QueryError | SiteError
    if isinstance(error, usage):
        return 2
    refused = BusyError | RefusedError | UnwritableError | WorkersError | OSError
    return 1 if isinstance(error, refused) else None
