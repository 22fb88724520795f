"""Documents of many hundred pages: compiled a part at a time, then bound into one PDF.

What takes memory is the part being compiled, not the document. The bound document is one for who
reads it with the ears too: one tree of its structure, one table of contents.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from trama.ledger.formats.pdf import STANDARDS, compile_pdf

# The check of PDF/UA that a document begins with a title: only its first part does.
LATER = [one for one in STANDARDS if one != "ua-1"]
TOTAL = Name.Total  # the drawing of how many pages there are, by its name on each page


def compile_parts(template: Path, parts: Iterable[dict[str, Any]], *, at: datetime) -> bytes:
    """The document of `template` that all the parts make. Each says in `data.part` how many notes
    come before it, and finds there on which page it begins; one alone has no such thing, and is
    compiled here.

    Raises `typst.TypstError` as `compile_pdf` does.
    """
    waiting = iter(parts)
    data, following = next(waiting), next(waiting, None)
    if following is None:
        return compile_pdf(template, data, at=at)
    whole = Pdf.open(io.BytesIO(_pressed(template, data, at, page=1)))
    while following is not None:
        data, following = following, next(waiting, None)
        made = _pressed(template, data, at, page=len(whole.pages) + 1)
        with Pdf.open(io.BytesIO(made)) as part:
            _bind(whole, part)
    pages = len(whole.pages)
    with Pdf.open(io.BytesIO(_pressed(template, data, at, page=pages, total=pages))) as sheet:
        _lay_over(whole, sheet)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _pressed(template: Path, data: dict[str, Any], at: datetime, **known: int) -> bytes:
    """A part, with what is known of the whole by now."""
    asked = {
        "template": str(template),
        "data": {**data, "part": {**data["part"], **known}},
        "at": at.isoformat(),
        "standards": STANDARDS if known["page"] == 1 else LATER,
    }
    done = subprocess.run(
        [sys.executable, "-m", "trama.ledger.formats.press"],
        input=json.dumps(asked, ensure_ascii=False).encode(),
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.decode() or f"The process of a part ended with {done.returncode}."
        raise typst.TypstError(why, "")
    return done.stdout


# ---------------------------------------------------------------- bound


def _bind(whole: Pdf, part: Pdf) -> None:
    """The pages of a part after those there are, with its structure and its headings."""
    root, more = whole.Root.StructTreeRoot, part.Root.StructTreeRoot
    _number(part, int(root.ParentTreeNextKey))
    _name_apart(more, f"{len(whole.pages)} ")
    whole.pages.extend(part.pages)  # first: what is copied from here on finds them there
    copied = whole.copy_foreign(more)
    [document], [other] = _kids(root), _kids(copied)
    for element in _kids(other):
        element.P = document
        document.K.append(element)
    root.ParentTree.Nums.extend(copied.ParentTree.Nums)
    root.ParentTreeNextKey = copied.ParentTreeNextKey
    _join_names(root, copied)
    _join_roles(root, copied)
    if Name.Outlines in part.Root:
        _join_outlines(whole, whole.copy_foreign(part.Root.Outlines))


def _lay_over(whole: Pdf, sheet: Pdf) -> None:
    """The only page of `sheet` over every page: one drawing that they share. Of its footer alone:
    Typst has marked it as an artifact, that no voice reads."""
    drawing = whole.copy_foreign(sheet.pages[0].as_form_xobject())
    before = whole.make_stream(b"q\n")
    after = whole.make_stream(b"\nQ\n/Artifact BMC %s Do EMC" % str(TOTAL).encode())
    for page in whole.pages:
        page.add_resource(drawing, Name.XObject, TOTAL)
        page.contents_add(before, prepend=True)
        page.contents_add(after)


def _number(part: Pdf, shift: int) -> None:
    """Places in the tree of what is on pages start where those of the whole end."""
    root = part.Root.StructTreeRoot
    for page in part.pages:
        if Name.StructParents in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + shift
        for annotation in page.obj.get(Name.Annots, []):
            annotation.StructParent = int(annotation.StructParent) + shift
    nums = root.ParentTree.Nums
    for place in range(0, len(nums), 2):
        nums[place] = int(nums[place]) + shift
    root.ParentTreeNextKey = int(root.ParentTreeNextKey) + shift


def _kids(element: Object) -> list[Any]:
    return list(cast("Iterable[Any]", element.get(Name.K, Array())))


def _elements(element: Object) -> Iterator[Any]:
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.StructElem:
            yield kid
            yield from _elements(kid)


def _name_apart(root: Object, prefix: str) -> None:
    """Notes and headers of tables have names, that cells and the tree of names refer to."""

    def renamed(name: Object) -> String:
        return String(prefix + str(name))

    for element in _elements(root):
        if Name.ID in element:
            element.ID = renamed(element.ID)
        for attributes in cast("Iterable[Any]", element.get(Name.A, Array())):
            if Name.Headers in attributes:
                attributes.Headers = Array([renamed(one) for one in attributes.Headers])
    if Name.IDTree in root:
        names = root.IDTree.Names
        for place in range(0, len(names), 2):
            names[place] = renamed(names[place])


def _join_names(root: Object, more: Object) -> None:
    """In the order of their bytes, as a tree of names wants them."""
    pairs = []
    for tree in (root.get(Name.IDTree), more.get(Name.IDTree)):
        names = tree.Names if tree is not None else Array()
        pairs += [(names[place], names[place + 1]) for place in range(0, len(names), 2)]
    if pairs:
        pairs.sort(key=lambda pair: bytes(pair[0]))
        root.IDTree = Dictionary(Names=Array([one for pair in pairs for one in pair]))


def _join_roles(root: Object, more: Object) -> None:
    roles = root.get(Name.RoleMap, Dictionary())
    for name, role in more.get(Name.RoleMap, Dictionary()).items():
        roles[name] = role
    root.RoleMap = roles


def _join_outlines(whole: Pdf, more: Object) -> None:
    """The headings of a part under the title of the document, after those there are."""
    title = whole.Root.Outlines.First
    entry = more.get(Name.First)
    while entry is not None:
        entry.Parent = title
        last = title.get(Name.Last)
        if last is None:
            title.First = entry
        else:
            last.Next, entry.Prev = entry, last
        title.Last = entry
        title.Count = -(abs(int(title.get(Name.Count, 0))) + 1)  # closed, as Typst makes it
        entry = entry.get(Name.Next)
