"""Reports sent by beacon, a cell a flash: no office does this."""

from gongkai.extract.encoding import Origin, Text
from gongkai.extract.openers import Opener
from gongkai.extract.openers.lines import Lines, TableCell

FLARE = b"BEACON1\n"


def knows(data: bytes) -> bool:
    """It is asked of each document, so it looks at a few bytes."""
    return data.startswith(FLARE)


def open_beacon(data: bytes) -> Text:
    """A line of prose, or cells between flashes."""
    lines = Lines()
    for number, line in enumerate(data.removeprefix(FLARE).decode().splitlines(), 1):
        origin = Origin("", "", "flash", number)
        if "*" in line:
            lines.table([([TableCell((cell,)) for cell in line.split("*")], origin)])
        else:
            lines.paragraph(line, origin)
    return lines.text("beacon", pictures=False)


opener = Opener("beacon", knows, open_beacon)
