"""Plug-ins: things that other packages add through an entry point. All are loaded and looked at before any is used."""

from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, TypeVar

from gongkai.errors import USAGE, GongkaiError
from gongkai.words import _
from gongkai.words.translated import translated


class PluginError(GongkaiError):
    """An installed plug-in cannot be used: a sentence for people, by name."""

    exit_status = USAGE


class Named(Protocol):
    """What a plug-in gives."""

    @property
    def name(self) -> str: ...


OURS = "gongkai"
T = TypeVar("T", bound=Named)


def load(group: str, kind: type[T], calls: tuple[str, ...]) -> tuple[T, ...]:
    """Every installed plug-in of an entry point group, in the order of `points`. calls: fields that are called.

    Raises PluginError for the first that cannot be loaded, is of another kind, or has the name of another one.
    """
    plugins: dict[str, T] = {}
    whose: dict[str, EntryPoint] = {}
    for point in points(group):
        plugin = _loaded(point)
        if not isinstance(plugin, kind):
            raise _unusable(point, f"expected a {kind.__name__}, found {type(plugin).__name__}")
        wrong = [name for name in calls if not callable(getattr(plugin, name))]
        if wrong or not isinstance(plugin.name, str) or not plugin.name:
            raise _unusable(point, f"its {', '.join(wrong) or 'name'} cannot be used")
        if plugin.name in plugins:
            other = point if _package(point) != OURS else whose[plugin.name]
            raise _unusable(other, f"another one is called {plugin.name!r}, too")
        plugins[plugin.name], whose[plugin.name] = plugin, point
    return tuple(plugins.values())


def points(group: str) -> list[EntryPoint]:
    """Those of other packages first, by name."""
    return sorted(entry_points(group=group), key=lambda point: (_package(point) == OURS, point.name, point.value))


def _package(point: EntryPoint) -> str | None:
    return point.dist.name if point.dist else None


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except (Exception, SystemExit) as error:  # whatever a module does when it is loaded
        raise _unusable(point, _said(error)) from error


def _unusable(point: EntryPoint, why: str) -> PluginError:
    package = f"the package {point.dist.name} {point.dist.version}" if point.dist else "a package without a name"
    away = f"pip uninstall {point.dist.name}" if point.dist else "take it out"
    return PluginError(
        _(
            "The plug-in {name} ({value}, of {package}) cannot be used: {why}. Nothing was read. Mend"
            " it, or do without it: {away}"
        ).format(
            name=point.name,
            value=point.value,
            package=translated(package),
            why=translated(why),
            away=translated(away),
        )
    )


def _said(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
    except Exception:  # noqa: BLE001  its words come from the same hands
        return type(error).__name__
