"""The XML of a DOCX: its parts, parsed within limits, and its elements by their local names."""

import zipfile
from functools import lru_cache
from posixpath import dirname, join, normpath

from lxml import etree

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.opening.unzip import member_names, read_member

MAX_PART = 20_000_000  # bytes of one part unpacked; the blank form has 0.25 million
MAX_TAGS = 1_000_000
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main",
    "{http://schemas.microsoft.com/office/word/2003/wordml",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006",
)


@lru_cache(maxsize=4096)
def _local_name(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    if namespace in _NAMESPACES:
        return name
    if name in ("annotation", "content") and namespace.endswith("/aml/2001/core"):
        return "ins"
    return "math" if name == "t" and namespace.endswith("/math") else ""


def local_name(node: etree._Element) -> str:
    """The local name of an element of Word's own; "" for pictures, shapes and extensions.

    Word 2003 has one element for all changes and remarks; it gets the names that they have in a DOCX.
    """
    name = _local_name(str(node.tag))
    gone = name == "ins" and value_of(node, "type") in ("Word.Deletion", "Word.Comment")
    return "del" if gone else name


def text_inside(node: etree._Element) -> str:
    """All text inside an element."""
    return "".join(map(str, node.itertext()))


def child_of(node: etree._Element | None, name: str) -> etree._Element | None:
    """The first child with a name; None if there is none, or no element to look into."""
    return next((child for child in node if local_name(child) == name), None) if node is not None else None


def value_of(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own; None if the element or the attribute is missing."""
    if node is None:
        return None
    return next((str(value) for key, value in node.items() if str(key).rpartition("}")[2] == name), None)


def parse_part(xml: bytes, name: str) -> etree._Element:
    """The root of a part. Raises UnreadableDocument for what is broken, too large or declares entities."""
    if xml.count(b"<") > MAX_TAGS:
        raise UnreadableDocument("too_large", f"{name} 的标记超过 {MAX_TAGS:,} 个，不是年度报告")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.LxmlError as error:
        raise UnreadableDocument("broken", f"Word 文件已损坏：{name} 不是完整的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("broken", f"Word 文件的 {name} 含有不允许的 DOCTYPE 声明")
    return root


def related_part(archive: zipfile.ZipFile, source: str, kind: str) -> str | None:
    """The part to which `source` ("" is the package) points by a relation of a kind."""
    folder, _, name = source.rpartition("/")
    relations = join(folder, "_rels", f"{name}.rels")
    if relations.lower() not in member_names(archive):
        return None
    for relation in parse_part(read_member(archive, relations, MAX_PART), relations):
        if (relation.get("Type") or "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
            return normpath(join("/", dirname(source), relation.get("Target") or "")).lstrip("/")
    return None
