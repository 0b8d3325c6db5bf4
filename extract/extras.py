"""Libraries that only some need, and how to get them: named themselves, since a clone has no package to ask for."""

from importlib.metadata import requires


def to_install(extra: str) -> str:
    """The command that adds what an extra of this package asks for, wherever the package itself came from."""
    from packaging.requirements import Requirement

    wanted = (Requirement(line) for line in requires("gongkai") or ())
    of_extra = [one for one in wanted if one.marker and one.marker.evaluate({"extra": extra})]
    return "pip install " + " ".join(f"'{one.name}{one.specifier}'" for one in of_extra)
