#!/usr/bin/env python3
"""Checks every #include "omnigraph/<layer>/…" below src/ against the table in cmake/Layers.cmake.

Prints one line per forbidden arrow, `file:line: layer io may not include exec`, and exits 1 if
there is any. Run by the test `layers`; takes the project folder as its only argument.
"""
import pathlib
import re
import sys


def read_table(root):
    text = (root / "cmake/Layers.cmake").read_text()
    body = re.search(r"set\(OG_LAYER_TABLE(.*?)\n\)", text, re.S).group(1)
    return {name: set(allowed.split()) for name, allowed in re.findall(r'"(\w+):([\w ]*)"', body)}


def violations(root):
    table = read_table(root)
    for path in sorted((root / "src/omnigraph").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        layer = path.relative_to(root / "src/omnigraph").parts[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+[<"]omnigraph/(\w+)/', line)
            if match and match.group(1) != layer and match.group(1) not in table.get(layer, set()):
                yield f"{path.relative_to(root)}:{number}: layer {layer} may not include {match.group(1)}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "layers: all includes follow the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
