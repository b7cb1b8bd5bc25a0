"""What a spreadsheet program would compute, run or fetch by itself when it opens a file is taken out of it."""

import re

from registration.imports.answers.cells import uncomputed
from registration.imports.answers.cutter import Cut
from registration.imports.answers.markup import Element, child, children, root, spliced
from registration.imports.answers.package import WORKBOOK, Package
from registration.imports.answers.sheet import passed_through

WITH_CELLS = {"worksheet", "xlMacrosheet", "xlIntlMacrosheet"}
AS_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
GONE = ("calcChain", "externalLink")  # the order in which formulas are computed; links into other files
REFRESHES = re.compile(rb"""\s(?:refreshOnLoad|refreshAllConnections|interval)\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
REFRESHED = re.compile(r"xl/(?:connections\.xml|querytables/[^/]+\.xml|pivotcache/pivotcachedefinition[^/]*\.xml)")
ELSEWHERE = re.compile(rb"(?<![\w\]])\[[0-9]+\]")  # a reference into another file, by the number of its link


def make_inert(package: Package) -> None:
    """All parts but those that are written already."""
    relations = package.relations(WORKBOOK)
    package.drop({path for kind in GONE for path in relations.of_kind(kind)})
    relations.remove(*GONE)
    for path in [path for _ref, kind, path in relations if kind in WITH_CELLS and package.is_waiting(path)]:
        package.write(path, passed_through(package.pieces(path), _uncomputed))
    for path in package.waiting(REFRESHED):
        package.write(path, [REFRESHES.sub(b"", package.content(path))])
    for path in package.referring():
        package.relations(path).cut_off()
    if package.types.kind_of(WORKBOOK) != AS_XLSX:  # a template, or one that may hold macros: under its new name …
        package.types.part(WORKBOOK, AS_XLSX)  # … the programs would not open it
    package.write(WORKBOOK, [_workbook(package.content(WORKBOOK))])


def _uncomputed(cut: Cut) -> bytes:
    return uncomputed(cut.element)


def _workbook(xml: bytes) -> bytes:
    """Without the links into other files, and without the names that need them."""
    at, gone = root(xml).inside, list[Element]()
    if links := child(xml, "externalReferences", at):
        gone.append(links)
    if names := child(xml, "definedNames", at):
        inside = list(children(xml, names.inside, names.outside))
        lost = [name for name in inside if ELSEWHERE.search(name.within(xml))]
        gone += [names] if len(lost) == len(inside) else lost
    return REFRESHES.sub(b"", spliced(xml, [(element.start, element.end, b"") for element in gone]))
