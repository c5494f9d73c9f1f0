"""Evidence as WARC 1.1: a response record a fetch, with payloads that are the archive's bytes.

Bodies are kept unpacked. So `Content-Encoding` and `Content-Length` as received stand in `X-Archive-Orig-…` headers, and
`Content-Length` is that of the payload. Status and headers are those kept; the reason phrase is the usual one.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from http import HTTPStatus
from http.client import responses
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from store.evidence.selecting import Evidence
from store.manifest_lines import head, manifest_line, sha256
from store.times import utc_text

_PACKING = ("content-encoding", "content-length", "transfer-encoding")
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_JSON, _LINES = "application/json", "application/x-ndjson"


def write_warc(out: BinaryIO, found: Evidence, now: datetime) -> int:
    """Write all of it; returns how many fetches have a record. Raises ArchiveError for bytes that are damaged."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {
        "software": "nianbao 0.1.0",
        "format": "WARC File Format 1.1",
        "description": "Evidence of annual reports on open government information, bodies unpacked; "
        "digests are those of the manifests",
    }
    writer.write_record(
        _record(writer, "warcinfo", "", utc_text(now), _fields(about), "application/warc-fields")
    )
    count = 0
    for row in found.fetch_rows():
        records = list(_of_fetch(writer, found, row))
        count += bool(records)
        for record in records:
            writer.write_record(record)
    for record in _of_readings(writer, found, now):
        writer.write_record(record)
    return count


def _fields(values: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in values.items()).encode()


def _record(
    writer: WARCWriter,
    kind: str,
    uri: str,
    moment: str,
    body: bytes,
    content_type: str = "",
    http: StatusAndHeaders | None = None,
    fields: Mapping[str, str] | None = None,
    seed: object = "",
) -> ArcWarcRecord:
    """A record whose id follows from what it holds: the same evidence makes the same records again."""
    packed = b""
    if http:
        http.compute_headers_buffer()
        packed = http.headers_buff
    name = f"nianbao:{kind}:{uri}:{moment}:{sha256(packed + body)}:{seed}"
    headers = {
        "WARC-Record-ID": _urn(name),
        "WARC-Date": moment,
        "WARC-Block-Digest": f"sha256:{sha256(packed + body)}",
        **({"WARC-Payload-Digest": f"sha256:{sha256(body)}"} if kind in ("response", "resource") else {}),
        **(fields or {}),
    }
    return writer.create_warc_record(
        uri,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type=content_type,
        warc_headers_dict=headers,
        http_headers=http,
    )


def _urn(name: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"


def uri_of(row: Mapping[str, Any]) -> str:
    """The address that an answer came from, with nothing in it that could end a header."""
    address = row["final_url"] or row["url"]
    if row["kind"] == "import" and not address.startswith(("http://", "https://")):
        return f"file:///{quote(address)}"
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def _of_fetch(writer: WARCWriter, found: Evidence, row: dict[str, Any]) -> Iterator[ArcWarcRecord]:
    """The record of what was fetched, and of a request that isn't told by its address alone. None where nothing came."""
    record = partial(_record, writer, uri=uri_of(row), moment=row["fetched_at"], seed=row["id"])
    if row["status"] == HTTPStatus.NOT_MODIFIED:
        yield record("revisit", body=b"", http=_http(row, 0), fields={"WARC-Profile": _NOT_MODIFIED})
        return
    if row["sha256"] is None:
        return
    body = found.store.archive.get(row["sha256"])
    if row["status"] is None:
        yield record("resource", body=body, content_type="application/octet-stream")
        return
    answer = record("response", body=body, http=_http(row, len(body)))
    yield answer
    if row["method"] != "GET":
        to = {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")}
        yield record("request", body=row["sent"].encode(), http=_request(row), fields=to)


def _http(row: Mapping[str, Any], length: int) -> StatusAndHeaders:
    """Status line and headers of an answer, those of its packing renamed."""
    status = row["status"]
    phrase = responses.get(status, "")
    headers = []
    for name, value in json.loads(row["headers"]).items():
        shown = f"x-archive-orig-{name}" if name in _PACKING else name
        headers.append((_title(shown), re.sub(r"[\r\n\0]+", " ", str(value))))
    return StatusAndHeaders(
        f"{status} {phrase}", [*headers, ("Content-Length", str(length))], protocol="HTTP/1.1"
    )


def _title(name: str) -> str:
    """The usual spelling of a header's name, of letters and signs that a name may have."""
    return re.sub(r"[^A-Za-z0-9-]", "", name).title()


def _request(row: Mapping[str, Any]) -> StatusAndHeaders:
    parts = urlsplit(uri_of(row))
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    method = re.sub(r"[^A-Z]", "", row["method"])
    return StatusAndHeaders(f"{target} HTTP/1.1", [("Host", parts.netloc)], protocol=method)


def _of_readings(writer: WARCWriter, found: Evidence, now: datetime) -> Iterator[ArcWarcRecord]:
    """How far columns were read, the manifests with their lines, and the chain."""
    for row in found.list_read_rows():
        (run,) = found.store.rows("SELECT * FROM runs WHERE id = ?", [row["run"]])
        body = f"{manifest_line('list_read', row)}\n".encode()
        uri = uri_of({"final_url": "", "url": row["column"], "kind": "list"})
        yield _record(writer, "metadata", uri, run["finished_at"] or run["started_at"], body, _JSON)
    for number in found.manifests:
        (row,) = found.store.rows("SELECT * FROM manifests WHERE id = ?", [number])
        lines = found.store.archive.get(row["lines_sha256"])
        yield _record(
            writer, "metadata", f"urn:sha256:{row['lines_sha256']}", row["written_at"], lines, _LINES
        )
    chain = b"".join(head(row) for row in found.heads())
    yield _record(writer, "metadata", f"urn:sha256:{sha256(chain)}", utc_text(now), chain, _LINES)
