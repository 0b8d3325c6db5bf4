"""Croissant: what an export holds, described so that tools for machine learning and data search can read it.

Follows http://mlcommons.org/croissant/1.1; made from the same descriptions as datapackage.json.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_TYPES = {
    "string": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "array": "sc:Text",
}
_PARQUET = "application/x-parquet"  # which Croissant says otherwise than data packages
_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "samplingRate": "cr:samplingRate",
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(package: dict[str, Any]) -> dict[str, Any]:
    """The Croissant description of a data package, which lists its files table by table."""
    resources: list[dict[str, Any]] = package["resources"]
    tables = [(table, list(parts)) for table, parts in groupby(resources, lambda resource: _table(resource))]
    return {
        "@context": {"@language": package["language"], **_CONTEXT},
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": package["name"],
        "description": package["description"],
        **_kept(package),
        "version": package["version"],
        "datePublished": package["created"][:10],
        "citeAs": package["citation"],
        "distribution": [
            *map(_file, resources),
            *(_files(table, parts) for table, parts in tables if _is_parted(parts)),
        ],
        "recordSet": [_records(table, parts) for table, parts in tables],
    }


def _kept(package: dict[str, Any]) -> dict[str, Any]:
    """Whose data it is, as far as the keeper says it."""
    licence = package.get("licenses", [{}])[0]
    kept = {
        "license": licence.get("path") or licence.get("name"),
        "url": package.get("homepage"),
        "creator": [{"@type": "sc:Organization", "name": one["title"]} for one in package.get("contributors", ())],
    }
    return {name: said for name, said in kept.items() if said}


def _table(resource: dict[str, Any]) -> str:
    return str(resource["path"]).split("/")[0].split(".")[0]


def _is_parted(parts: Sequence[dict[str, Any]]) -> bool:
    return "/" in parts[0]["path"]


def _file(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["name"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": _PARQUET if resource["format"] == "parquet" else resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _files(table: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The parts of a table, a file a year."""
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-by-year",
        "name": f"{table}-by-year",
        "encodingFormat": _PARQUET if parts[0]["format"] == "parquet" else parts[0]["mediatype"],
        "includes": f"{table}/*/{table}.{parts[0]['format']}",
    }


def _records(table: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    kind, name = ("fileSet", f"{table}-by-year") if _is_parted(parts) else ("fileObject", parts[0]["path"])
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": parts[0]["description"],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{field['name']}",
                "name": field["name"],
                "description": field["description"],
                "dataType": _TYPES.get(field["type"], "sc:Text"),
                **({"repeated": True} if field["type"] == "array" else {}),
                "source": {kind: {"@id": name}, "extract": {"column": field["name"]}},
            }
            for field in parts[0]["schema"]["fields"]
        ],
    }
