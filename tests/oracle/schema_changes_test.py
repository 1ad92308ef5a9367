#!/usr/bin/env python3
"""LanceDB follows changes of schema: after each, and after writes that came between, it sees in every
table what `omnigraph export` prints, with the columns and types of the new schema; tables of types
that were renamed or removed are gone.

Once with rows that travel in commit records, once with thousands in files. Usage:
schema_changes_test.py BINARY. Exit code 77: LanceDB or node is missing.
"""
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from graph_process import Graph  # noqa: E402
from oracle_test import ORACLE, SKIPPED, Oracle  # noqa: E402

FIRST = """
node Person { name: String @key  age: I32?  height: F32?  mood: enum(calm, cross)?  note: String? }
node Town { name: String @key }
edge LivesIn: Person -> Town { since: Date? }
"""
# Each: what it is about, the schema, the lines that are loaded (merge) afterwards.
CHANGES = [
    ("new columns: null, backfilled, a list, between the others",
     """
node Person { name: String @key  age: I32?  aims: [String]?  height: F32?  level: I64 @default(7)
  mood: enum(calm, cross)?  note: String?  tags: [String] @default(["a", "b"])  zone: Vector(2)? }
node Town { name: String @key }
edge LivesIn: Person -> Town { since: Date?  weight: F64 @default(0.5) }
""",
     [{"type": "Person", "data": {"name": "p1", "age": 77, "level": 8, "aims": ["x"], "zone": [1, 2]}},
      {"type": "Person", "data": {"name": "later", "tags": [], "note": "new"}}]),
    ("types and properties renamed",
     """
node Human @rename_from("Person") { label: String @key @rename_from("name")  age: I32?  aims: [String]?
  height: F32?  level: I64 @default(7)  mood: enum(calm, cross)?  remark: String? @rename_from("note")
  tags: [String] @default(["a", "b"])  zone: Vector(2)? }
node Town { name: String @key }
edge Inhabits: Human -> Town @rename_from("LivesIn") { since: Date?  weight: F64 @default(0.5) }
""",
     [{"type": "Human", "data": {"label": "p2", "remark": "renamed"}}]),
    ("numbers widened, one renamed on the way, a type added",
     """
node Human { label: String @key  years: I64? @rename_from("age")  aims: [String]?
  height: F64?  level: I64 @default(7)  mood: enum(calm, cross)?  remark: String?
  tags: [String] @default(["a", "b"])  zone: Vector(2)? }
node Town { name: String @key }
node Aim { text: String  rank: U32 @default(1) }
edge Inhabits: Human -> Town { since: Date?  weight: F64 @default(0.5) }
""",
     [{"type": "Human", "data": {"label": "p3", "years": 5_000_000_000, "height": 1.25}},
      {"type": "Aim", "data": {"text": "rest"}}]),
    ("columns and a type removed",
     """
node Human { label: String @key  years: I64?  level: I64 @default(7)  tags: [String] @default(["a", "b"]) }
node Aim { text: String  rank: U32 @default(1) }
""",
     [{"type": "Human", "data": {"label": "p4"}}]),
    ("a removed name comes back as another column and another type",
     """
node Human { label: String @key  years: I64?  level: I64? @default(7)  height: String?
  tags: [String] @default(["a", "b"]) }
node Aim { text: String  rank: U64 @default(1) }
node Town { size: I32? }
edge LivesIn: Human -> Town
""",
     [{"type": "Human", "data": {"label": "p5", "height": "tall"}}, {"type": "Town", "data": {"size": 4}}]),
]


def first_lines(people):
    lines = [{"type": "Town", "data": {"name": "here"}}, {"type": "Town", "data": {"name": "there"}}]
    for i in range(people):
        lines.append({"type": "Person", "data": {
            "name": f"p{i}", "age": None if i % 7 == 3 else i, "height": i + 0.5,
            "mood": "calm" if i % 2 else "cross", "note": None if i % 5 == 1 else f"note {i}"}})
        if i % 3 == 0:
            lines.append({"edge": "LivesIn", "from": f"p{i}", "to": "here", "data": {"since": "2020-02-03"}})
    return lines


def declared(schema):
    """The schema with a property on each line, as expected_columns() reads it."""
    return schema.replace("  ", "\n")


def run_case(oracle, binary, folder, people):
    graph = Graph(binary, folder / f"graph{people}")
    schema = folder / "schema.pg"
    schema.write_text(FIRST, encoding="utf-8")
    graph.init(schema)
    graph.load_lines(first_lines(people))
    erase = folder / "erase.gq"
    erase.write_text('query erase() { delete Person where name = "p0" }', encoding="utf-8")
    graph.change(erase)
    oracle.compare(graph, declared(FIRST), f"{people} people, before any change")
    for what, text, lines in CHANGES:
        schema.write_text(text, encoding="utf-8")
        graph.must("schema", "apply", graph.root, "--schema", schema, "--allow-data-loss")
        oracle.compare(graph, declared(text), f"{people} people: {what}")
        graph.load_lines(lines, "--mode", "merge")
        oracle.compare(graph, declared(text), f"{people} people: {what}, and rows")
    graph.must("verify", graph.root, "--deep")


def main():
    binary = sys.argv[1]
    if shutil.which("node") is None or not (ORACLE / "node_modules" / "@lancedb" / "lancedb").is_dir():
        print("skipped: no node or no LanceDB in .cache/oracle; scripts/setup.sh --oracle installs them")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="omnigraph-oracle-") as name:
        folder = pathlib.Path(name)
        oracle = Oracle(folder)
        try:
            for people in (6, 5000):
                run_case(oracle, binary, folder, people)
        finally:
            oracle.close()
        print(f"{oracle.comparisons} comparisons, {oracle.values} values, all equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
