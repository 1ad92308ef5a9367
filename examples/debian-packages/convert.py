#!/usr/bin/env python3
"""Turns a Debian package index into JSON lines for `omnigraph load` (see schema.pg for the model).

    convert.py [INPUT] [-o OUTPUT]     INPUT: stanzas, as in `apt-cache dumpavail` or a Packages file; - is stdin
    convert.py --self-test

Promises:
- The output depends on the set of stanzas, not on their order: nodes come first, everything is sorted by name.
- No relation is dropped: a name that no stanza describes becomes a Package with is_virtual = true.
- Of a package that appears several times the newest version is kept; of two with equal versions the first one.

The input is read line by line; only the fields that the graph wants stay in memory. Edges go through a temporary file,
because the virtual packages are known only after all relations have been read, and nodes come first in the output.
"""

import argparse
import collections
import contextlib
import json
import re
import shutil
import sys
import tempfile
import time

# Field of the index -> edge type. Depends and Pre-Depends become Depends or DependsOnOneOf.
DEPENDENCIES = {"Pre-Depends": "pre_depends", "Depends": "depends"}
SOFT_RELATIONS = ("Recommends", "Suggests")
PLAIN_RELATIONS = ("Enhances", "Breaks", "Conflicts", "Replaces", "Provides")

# Field of the index -> String property of Package.
TEXT_PROPERTIES = {
    "Version": "version",
    "Architecture": "architecture",
    "Multi-Arch": "multi_arch",
    "Priority": "priority",
    "Description": "summary",
    "Homepage": "homepage",
}
SIZE_PROPERTIES = {"Installed-Size": "installed_kib", "Size": "size_bytes"}

WANTED_FIELDS = frozenset(
    ["Package", "Source", "Section", "Maintainer", "Essential", "Tag"]
    + [*TEXT_PROPERTIES, *SIZE_PROPERTIES, *DEPENDENCIES, *SOFT_RELATIONS, *PLAIN_RELATIONS]
)

# name[:architecture] [(operator version)], as in `libc6:any (>= 2.36)`.
REFERENCE = re.compile(r"([^\s:()|,]+)(?::([^\s()]+))?\s*(?:\(\s*([<>=]+)\s*([^\s()]+)\s*\))?")
PERSON = re.compile(r"\s*([^<>]*?)\s*<\s*([^<>]*?)\s*>\s*,?")
VERSIONED_NAME = re.compile(r"(\S+)(?:\s*\(([^()]*)\))?")

quote = json.encoder.encode_basestring  # JSON string, non-ASCII characters as they are


class IndexFormatError(Exception):
    """The input is no package index; the message names the place."""


def to_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_stanzas(lines):
    """Yields a dictionary of the wanted fields for each stanza that describes a package.

    Folded lines are joined by a blank, except below Description, whose first line is all we want.
    """
    fields, current = {}, None
    for number, line in enumerate(lines, 1):
        if line[0] in " \t" and line.strip():
            if current is not None and current != "Description":
                fields[current] += " " + line.strip()
            continue
        if not line.strip():
            if "Package" in fields:
                yield fields
            fields, current = {}, None
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise IndexFormatError(f"line {number}: expected 'Field: value', found {line.strip()[:60]!r}")
        current = name if name in WANTED_FIELDS else None
        if current is not None:
            fields[current] = value.strip()
    if "Package" in fields:
        yield fields


def _part_order(text):
    """Sort key of an upstream version or a revision: digits by value, `~` before the end, letters before the rest."""
    key = []
    for letters, digits in re.findall(r"(\D*)(\d*)", text):
        key.append([-1 if c == "~" else ord(c) + (0 if c.isalpha() else 256) for c in letters] + [0])
        key.append([int(digits or 0)])
    return key


def version_order(version):
    """Sort key that puts Debian versions, `[epoch:]upstream[-revision]`, in Debian's order."""
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "0")
    return (int(epoch) if epoch.isdigit() else 0, _part_order(upstream), _part_order(revision))


def newest_packages(stanzas):
    """Returns ({name: fields} with the newest version of each package, number of stanzas passed over)."""
    packages, passed_over = {}, 0
    for fields in stanzas:
        known = packages.setdefault(fields["Package"], fields)
        if known is not fields:
            passed_over += 1
            if version_order(fields.get("Version", "")) > version_order(known.get("Version", "")):
                packages[fields["Package"]] = fields
    return packages, passed_over


def people(text):
    """Splits `Name <address>, Name <address>` into (key, name) pairs, without repetitions."""
    found = {}
    for name, address in PERSON.findall(text):
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = name[1:-1]
        found.setdefault(address.lower() or name, name or address)
    if not found and text.strip():
        found[text.strip()] = text.strip()
    return list(found.items())


class EdgeWriter:
    """Writes edges as JSON lines and remembers the ends it has seen."""

    def __init__(self, out):
        self.counts = collections.Counter()
        self.referenced = set()  # names of packages at the far end of a relation
        self.sources, self.sections = set(), set()
        self.maintainers = collections.defaultdict(collections.Counter)  # key -> how often each name
        self._write = out.write
        self._parsed = {}  # text of a reference -> (quoted name, properties as JSON text)

    def edge(self, edge_type, source, target, data):
        """`source` and `target` are quoted ids, `data` is the inside of a JSON object."""
        self.counts[edge_type] += 1
        self._write(f'{{"edge":"{edge_type}","from":{source},"to":{target},"data":{{{data}}}}}\n')

    def package(self, name, fields):
        source = quote(name)
        self._belongings(name, source, fields)
        for field, kind in DEPENDENCIES.items():
            for group, alternative, target, data in self._references(name, fields, field):
                if alternative is None:
                    self.edge("Depends", source, target, join(f'"kind":"{kind}"', data))
                else:
                    place = f'"kind":"{kind}","group":{group},"alternative":{alternative}'
                    self.edge("DependsOnOneOf", source, target, join(place, data))
        for field in SOFT_RELATIONS:
            for group, alternative, target, data in self._references(name, fields, field):
                place = "" if alternative is None else f'"group":{group},"alternative":{alternative}'
                self.edge(field, source, target, join(place, data))
        for field in PLAIN_RELATIONS:
            for _, _, target, data in self._references(name, fields, field):
                self.edge(field, source, target, data)

    def _belongings(self, name, source, fields):
        """Section, maintainers and source package."""
        if section := fields.get("Section"):
            self.sections.add(section)
            self.edge("InSection", source, quote(section), "")
        for key, person in people(fields.get("Maintainer", "")):
            self.maintainers[key][person] += 1
            self.edge("MaintainedBy", source, quote(key), "")
        match = VERSIONED_NAME.match(fields.get("Source", ""))
        origin, version = match.groups() if match else (name, None)
        self.sources.add(origin)
        version = version or fields.get("Version", "")
        self.edge("BuiltFrom", source, quote(origin), f'"version":{quote(version)}')

    def _references(self, name, fields, field):
        """Yields (group, place in the group or None if it stands alone, quoted target, properties)."""
        text = fields.get(field)
        if not text:
            return
        for group, requirement in enumerate(text.split(","), 1):
            alternatives = requirement.split("|")
            for place, reference in enumerate(alternatives, 1):
                reference = reference.strip()
                if not reference:
                    continue
                if reference not in self._parsed:
                    self._parsed[reference] = self._parse(name, field, reference)
                yield (group, place if len(alternatives) > 1 else None, *self._parsed[reference])

    def _parse(self, name, field, reference):
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise IndexFormatError(f"package {name!r}: {field}: expected 'name (>= version)', found {reference!r}")
        target, arch, operator, version = match.groups()
        self.referenced.add(target)
        constraint = f'"constraint":{quote(f"{operator} {version}")}' if operator else ""
        return quote(target), join(constraint, f'"arch":{quote(arch)}' if arch else "")


def join(*parts):
    return ",".join(part for part in parts if part)


def package_data(name, fields):
    """Properties of a package; `fields` is None for a virtual one. What is not known is left out."""
    data = {"name": name, "essential": False, "is_virtual": fields is None}
    if fields is None:
        return data
    data["essential"] = fields.get("Essential") == "yes"
    for field, prop in TEXT_PROPERTIES.items():
        if field in fields:
            data[prop] = fields[field]
    for field, prop in SIZE_PROPERTIES.items():
        if fields.get(field, "").isdecimal():
            data[prop] = int(fields[field])
    if "Tag" in fields:
        data["tags"] = [tag.strip() for tag in fields["Tag"].split(",") if tag.strip()]
    return data


def most_used(names):
    return min(names, key=lambda name: (-names[name], name))


def write_nodes(out, packages, edges):
    """Writes all nodes, each type sorted by key; returns how many of each."""
    counts = collections.Counter()

    def node(node_type, data):
        counts[node_type] += 1
        out.write(f'{{"type":"{node_type}","data":{to_json(data)}}}\n')

    for name in sorted(edges.referenced | packages.keys()):
        node("Package", package_data(name, packages.get(name)))
    for name in sorted(edges.sources):
        node("Source", {"name": name})
    for email, names in sorted(edges.maintainers.items()):
        node("Maintainer", {"email": email, "name": most_used(names)})
    for name in sorted(edges.sections):
        node("Section", {"name": name})
    return counts


def convert(lines, out):
    """Reads stanzas from `lines`, writes the graph to `out`, returns the summary as text."""
    packages, passed_over = newest_packages(read_stanzas(lines))
    if not packages:
        raise IndexFormatError("no stanza with a 'Package' field")
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:
        edges = EdgeWriter(spool)
        for name in sorted(packages):
            edges.package(name, packages[name])
        nodes = write_nodes(out, packages, edges)
        spool.seek(0)
        shutil.copyfileobj(spool, out, 1 << 20)
    virtual = nodes["Package"] - len(packages)
    report = [f"{sum(nodes.values()):>9,} nodes"]
    report += [f"{count:>9,}   {name}" for name, count in nodes.items()]
    report[1] += f" ({len(packages):,} in the index, {virtual:,} virtual)"
    report += [f"{sum(edges.counts.values()):>9,} edges"]
    report += [f"{count:>9,}   {name}" for name, count in edges.counts.most_common()]
    if passed_over:
        report += [f"passed over {passed_over:,} stanzas of packages that appear several times (newest version kept)"]
    return "\n".join(report)


def open_text(path, mode, standard):
    if path == "-":
        standard.reconfigure(encoding="utf-8", errors="replace" if mode == "r" else "strict", newline="\n")
        return contextlib.nullcontext(standard)
    return open(path, mode, encoding="utf-8", errors="replace" if mode == "r" else "strict", newline="\n")


def main():
    parser = argparse.ArgumentParser(description="Debian package index -> JSON lines for omnigraph load")
    parser.add_argument("input", nargs="?", default="-", help="file of package stanzas, - for stdin (default)")
    parser.add_argument("-o", "--output", default="-", help="file to write, - for stdout (default)")
    parser.add_argument("--self-test", action="store_true", help="convert a small fixture and check the result")
    options = parser.parse_args()
    if options.self_test:
        import self_test

        return self_test.run()
    started = time.monotonic()
    try:
        with open_text(options.input, "r", sys.stdin) as lines, open_text(options.output, "w", sys.stdout) as out:
            summary = convert(lines, out)
    except (IndexFormatError, OSError) as error:
        print(f"{sys.argv[0]}: {error}", file=sys.stderr)
        return 1
    print(f"{summary}\nconverted in {time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
