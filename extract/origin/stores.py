"""Object stores that speak S3: what is listed below an address, and the bytes of each object.

boto3 is loaded when an address is given, and not before: it comes with the extra s3. It takes every key as it is, and
is told keys, endpoint and region like all that works with S3 (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_PROFILE, ...).
An object is as it was if its size and time are those of the last listing; it is not fetched to see that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from gongkai.extract.damage import said
from gongkai.extract.document import LARGEST, Reason, Rejected, is_hidden
from gongkai.extract.extras import to_install
from gongkai.extract.origin.found import (
    MANIFESTS,
    MAY_BE_SCANS,
    SCHEME,
    Found,
    SourceError,
    SourceUnreachable,
    container_suffix,
    text_name,
    too_large,
)
from gongkai.words import _

# Seconds and tries: an object that cannot be had is given up before the time for reading a document is over.
CONNECT, ANSWER, TRIES = 5, 10, 2
BUSY = 429  # of HTTP; from 500 on, too, the store is to blame


class Address(NamedTuple):
    """s3://bucket/prefix. prefix: without a slash at its end; "" for all of the bucket."""

    bucket: str
    prefix: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".removesuffix("/")

    def key(self, source: str) -> str:
        return f"{self.prefix}/{source}" if self.prefix else source


def address_of(text: str) -> Address:
    """Raises SourceError where no bucket is named, or what reads from stores is not installed."""
    _libraries()
    bucket, _slash, prefix = text.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise SourceError(
            _("{text} names no bucket; expected an address as {scheme}bucket/folder.").format(text=text, scheme=SCHEME)
        )
    return Address(bucket, prefix.removesuffix("/"))


def below(text: str) -> Iterator[Found]:
    """The objects below an address; or the one that has it, with the manifests and the text beside it.

    Raises SourceError, also where there is nothing: a store knows no empty folders. SourceUnreachable where it
    does not answer.
    """
    root = address_of(text)
    found = [thing for item in _listed(root, root.key("")) if (thing := _found(root, item))]
    if found:
        return iter(found)
    folder, _slash, name = root.prefix.rpartition("/")
    root = Address(root.bucket, folder)
    document = _one(root, name)
    if document is None:
        raise SourceError(_("There is no object at {text} or below it.").format(text=text))
    beside = _one(root, text_name(name)) if name.lower().endswith(MAY_BE_SCANS) else None
    manifests = [thing for manifest in MANIFESTS if (thing := _one(root, manifest))]
    return iter([replace(document, beside=beside), *manifests])


def _one(root: Address, source: str) -> Found | None:
    """The object of exactly this name."""
    first = next(_listed(root, root.key(source), most=1), None) if source else None
    found = _found(root, first) if first else None
    return found if found and found.source == source else None


def fetch(found: Found) -> bytes:
    """The bytes of an object. Raises Rejected("unreadable", ...) where it alone cannot be had.

    Raises SourceError where the store answers nothing else either: what is there must not look as if it were gone.
    """
    address = address_of(found.root)
    try:
        with _told(f"{found.root}/{found.source} cannot be fetched"):
            answer = _client().get_object(Bucket=address.bucket, Key=address.key(found.source))
            data: bytes = answer["Body"].read(found.size + 1)
    except SourceError as error:
        any(_listed(address, address.key(""), most=1))
        raise Rejected(Reason.UNREADABLE, str(error)) from error
    if len(data) != found.size:
        raise Rejected(Reason.UNREADABLE, "The object changed while it was being read; the next run takes it.")
    return data


def _listed(address: Address, prefix: str, most: int | None = None) -> Iterator[Any]:
    """What the store tells of the objects whose keys begin so, in the order of their keys."""
    limit = {"MaxItems": most, "PageSize": most} if most else {}
    with _told(f"{address} cannot be listed"):
        pages = _client().get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=address.bucket, Prefix=prefix, PaginationConfig=limit):
            yield from page.get("Contents", ())


def _found(root: Address, item: Any) -> Found | None:
    """None of what is hidden, and of what stands for a folder."""
    source, size = item["Key"][len(root.key("")) :], item["Size"]
    if is_hidden(source) or (size == 0 and (not source or source.endswith("/"))):
        return None
    milliseconds = round(item["LastModified"].timestamp() * 1000)
    found = Found(str(root), source, size, milliseconds * 1_000_000)
    if container_suffix(source):
        message = "An archive or dump in an object store is not opened: fetch it, and name the file."
        return replace(found, reason=Reason.ARCHIVE_IN_STORE, message=message)
    return replace(found, reason=Reason.TOO_LARGE, message=too_large(size)) if size > LARGEST else found


@lru_cache(maxsize=1)
def _client() -> Any:
    boto3, botocore = _libraries()
    retries = {"total_max_attempts": TRIES, "mode": "standard"}
    config = botocore.config.Config(connect_timeout=CONNECT, read_timeout=ANSWER, retries=retries)
    return boto3.client("s3", config=config)


def _libraries() -> tuple[Any, Any]:
    try:
        import boto3  # type: ignore[import-untyped]
        import botocore.config  # type: ignore[import-untyped]
        import botocore.exceptions  # type: ignore[import-untyped]
        import botocore.parsers  # type: ignore[import-untyped]
    except ImportError as error:
        raise SourceError(
            _("Object stores are read with another library: {command}").format(command=to_install("s3"))
        ) from error
    return boto3, botocore


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What goes wrong, as a SourceError; SourceUnreachable where it can pass by itself."""
    _boto3, botocore = _libraries()
    raised = botocore.exceptions
    try:
        yield
    except raised.ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        kind = SourceUnreachable if status == BUSY or status >= 500 else SourceError
        raise kind(f"{what}: {said(error)}") from error
    except (raised.ConnectionError, raised.HTTPClientError, raised.IncompleteReadError) as error:
        raise SourceUnreachable(f"{what}: {said(error)}") from error
    except (raised.BotoCoreError, botocore.parsers.ResponseParserError, ValueError) as error:
        raise SourceError(f"{what}: {said(error)}") from error
