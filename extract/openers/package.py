"""Packages: the zip files of XML parts that Word and Excel write. Of a package, only the parts that hold text are
unpacked: no picture, no embedded thing, no program; and no part is followed out of it."""

import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any

from gongkai.extract.damage import ENCRYPTED, damage_told
from gongkai.extract.document import LARGEST, Reason, Rejected

BEGIN = b"PK\x03\x04"
PROGRAMS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/")
PICTURES = "/media/"


class Package:
    """An opened package. Raises Rejected (damaged, encrypted, macros, unpacks_too_large, unsafe_xml)."""

    def __init__(self, data: bytes) -> None:
        with damage_told("The file cannot be opened"):
            self._zip = zipfile.ZipFile(BytesIO(data))
        self._infos = {info.filename.lstrip("/").replace("\\", "/"): info for info in self._zip.infolist()}
        self._left = LARGEST
        if any(info.flag_bits & ENCRYPTED for info in self._infos.values()):
            raise Rejected(Reason.ENCRYPTED, "It is kept under a password: save it without one.")
        if any(program in name.lower() for name in self._infos for program in PROGRAMS):
            raise Rejected(Reason.MACROS, "It holds macros, which are programs: save it without them.")

    @property
    def pictures(self) -> bool:
        return any(PICTURES in name for name in self._infos)

    def data(self, name: str) -> bytes:
        """The bytes of a part. All parts that are asked for may be as large as a document."""
        info = self._infos.get(name)
        if info is None:
            raise Rejected(Reason.DAMAGED, f"The file cannot be opened: its part {name} is missing.")
        with damage_told("The file cannot be unpacked"), self._zip.open(info) as part:
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise Rejected(Reason.UNPACKS_TOO_LARGE, f"Its text unpacks to more than {LARGEST / 1e6:.0f} MB.")
        return data

    def xml(self, name: str) -> Any:
        """The root of a part. Entities are never resolved: office programs declare none."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
        try:
            root = etree.fromstring(self.data(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Rejected(Reason.DAMAGED, f"The file cannot be opened: in its part {name}, {error}.") from error
        if root.getroottree().docinfo.doctype:
            raise Rejected(Reason.UNSAFE_XML, f"Its part {name} declares a document type, as no office program does.")
        return root

    def related(self, name: str = "") -> dict[str, tuple[str, str]]:
        """Id -> (last word of the kind, part), of what a part refers to within the package; "": of the package."""
        folder = dirname(name)
        relations = join(folder, "_rels", f"{name.rpartition('/')[2]}.rels")
        if relations not in self._infos:
            return {}
        parts = {}
        for relation in self.xml(relations):
            told = relation.attrib
            if told.get("TargetMode") != "External" and "Target" in told:
                target = told["Target"]
                part = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                parts[told.get("Id", "")] = (told.get("Type", "").rpartition("/")[2], part)
        return parts

    def main(self) -> str:
        """The name of the part that all else belongs to. Raises Rejected("damaged")."""
        for kind, part in self.related().values():
            if kind == "officeDocument" and part in self._infos:
                return part
        raise Rejected(Reason.DAMAGED, "The file cannot be opened: it does not say which of its parts is the document.")


def holds(data: bytes, folder: bytes) -> bool:
    """Whether the bytes have a packed file in that folder: also where they are damaged, and have no directory."""
    at = data.find(folder)
    while at >= 0:
        if data[at - 30 : at - 26] == BEGIN:
            return True
        at = data.find(folder, at + 1)
    return False


def name_of(element: Any) -> str:
    """The name of an element or attribute without its namespace, of which there are several; "" for a comment."""
    tag = element if isinstance(element, str) else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def told(element: Any, name: str) -> str | None:
    """An attribute, whatever its namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if name_of(key) == name), None)


def child(element: Any, *path: str) -> Any:
    """The first element down this path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if name_of(one) == name), None)
    return element
