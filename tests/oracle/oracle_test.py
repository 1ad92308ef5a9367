#!/usr/bin/env python3
"""LanceDB as a second opinion: what it reads from the tables is what `omnigraph export` prints.

Usage: oracle_test.py BINARY CASE, CASE being a corpus of graph_process.CORPUS_FILES, all_types or life.
A corpus is loaded, copied through export and load, changed by the queries of changes/CASE.gq, moved
with mv and changed once more;
all_types does the same with random rows of every type (OG_ORACLE_ROWS, 5000); life takes random
steps (OG_LIFE_SEEDS, 20 seeds of 16 steps). After each step every table is compared, and the
mirrors must hold manifests and no copies of data. Exit code 77: LanceDB or node is missing
(scripts/setup.sh --oracle installs them).
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from expected_columns import expected_columns  # noqa: E402
from graph_process import CORPORA, CORPUS_FILES, Graph, REPOSITORY  # noqa: E402
from life import Life, rows_of_export  # noqa: E402
from random_rows import RandomRows  # noqa: E402

ORACLE = pathlib.Path(os.environ.get("OMNIGRAPH_ORACLE", REPOSITORY / ".cache" / "oracle"))
STEPS_PER_LIFE = 16
SKIPPED = 77


class Oracle:
    """A node process that compares graphs with their exports on demand."""

    def __init__(self, folder):
        self.folder = folder
        self.tables = self.rows = self.values = self.comparisons = 0
        self.process = subprocess.Popen(
            ["node", str(HERE / "check_graph.mjs"), "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=dict(os.environ, OMNIGRAPH_ORACLE=str(ORACLE)))

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, graph, schema_text, export):
        """What check_graph.mjs says of the graph's tables and the text of an export."""
        export_file, expected_file = self.folder / "export.jsonl", self.folder / "expected.json"
        export_file.write_text(export, encoding="utf-8", newline="")
        expected_file.write_text(json.dumps(expected_columns(schema_text)), encoding="utf-8")
        self.process.stdin.write(f"{graph.root.resolve()}\t{export_file}\t{expected_file}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline() or '{"differences": ["the oracle died"]}')

    def compare(self, graph, schema_text, when):
        """Fails unless LanceDB sees in every table what the export has; returns the export."""
        text = graph.export()
        answer = self.ask(graph, schema_text, text)
        assert not answer["differences"], f"{when}:\n  " + "\n  ".join(answer["differences"])
        check_mirrors_hold_little(graph.root / "lance", when)
        self.comparisons += 1
        self.tables, self.rows, self.values = answer["tables"], answer["rows"], self.values + answer["values"]
        return text


def check_mirrors_hold_little(lance, when):
    """A mirror is manifests, and copies of small files that exist only in a commit record; `lance/mirror.json`
    stands beside them."""
    for path in lance.rglob("*"):
        inside = path.relative_to(lance).parts
        if path.is_dir():
            continue
        manifest = len(inside) == 4 and inside[2] == "_versions" and path.name.endswith(".manifest")
        small = inside[2:3] in (("data",), ("_deletions",), ("_indices",)) and path.stat().st_size <= 65536
        assert manifest or small or inside == ("mirror.json",), f"{when}: unexpected file in the mirrors: {path}"


def check_oracle_is_awake(oracle, graph, schema_text, export):
    """The comparison notices a row too few and one wrong letter."""
    lines = export.splitlines(keepends=True)
    assert oracle.ask(graph, schema_text, "".join(lines[:-1]))["differences"], "a missing row went unseen"
    last = lines[-1].rstrip()
    assert last.endswith('"}}') or last.endswith("]}}"), f"no text or list at the end of {last}"
    wrong = last[:-4] + ("!" if last.endswith('"}}') else "7") + last[-3:] + "\n"
    assert oracle.ask(graph, schema_text, "".join(lines[:-1]) + wrong)["differences"], "a wrong value went unseen"


def corpus_case(oracle, graph, schema, data, changes, is_small=False):
    schema_text = schema.read_text(encoding="utf-8")
    graph.init(schema)
    assert oracle.compare(graph, schema_text, "after init") == ""
    graph.load(data)
    before = oracle.compare(graph, schema_text, "after load")
    if is_small:
        check_oracle_is_awake(oracle, graph, schema_text, before)
    copy = Graph(graph.binary, graph.root.with_name("copy"))
    copy.init(schema)
    copy.must("load", "--strict", "--data", "-", copy.root, stdin=before)
    assert copy.export() == before, "an export does not load into an equal graph"
    for name in ["add", "alter", "remove_with_edges", "remove_edges"]:
        graph.change(changes, name, params_of(name, changes))
        after = oracle.compare(graph, schema_text, f"after {name}")
        assert after != before, f"{name} changed nothing"
        before = after
    moved = Graph(graph.binary, graph.root.with_name("moved"))
    os.rename(graph.root, moved.root)
    moved.change(changes, "after_move")
    assert oracle.compare(moved, schema_text, "after the move") != before, "after_move changed nothing"


def params_of(name, changes):
    """Values that no literal can express go in as parameters."""
    if name != "add" or changes.stem != "all_types":
        return None
    return {"blob": "base64:AP8QgA==", "text": "\u0000\u0001 漢🦀" * 1000, "vector": [1e-45, -0.0, 3.4028234663852886e38, 0.1],
            "long": [number / 7 for number in range(128)]}


def all_types_case(oracle, folder, graph):
    seed = int(os.environ.get("OG_ORACLE_SEED", "1"))
    rows = RandomRows(random.Random(seed))
    data = folder / "rows.jsonl"
    with open(data, "w", encoding="utf-8", newline="") as out:
        for line in rows.lines(int(os.environ.get("OG_ORACLE_ROWS", "5000"))):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    corpus_case(oracle, graph, HERE / "all_types.pg", data, HERE / "changes" / "all_types.gq")


def life_case(oracle, folder, binary):
    schema = HERE / "life.pg"
    schema_text = schema.read_text(encoding="utf-8")
    for seed in range(1, int(os.environ.get("OG_LIFE_SEEDS", "20")) + 1):
        graph = Graph(binary, folder / f"life-{seed}")
        graph.init(schema)
        life = Life(graph, HERE / "life.gq", random.Random(seed))
        steps = []
        try:
            for _ in range(STEPS_PER_LIFE):
                steps.append("(a step that failed)")
                steps[-1] = life.step()
                text = oracle.compare(graph, schema_text, "LanceDB and export differ")
                said, meant = rows_of_export(text), life.model.rows()
                assert said == meant, f"export has {said - meant}, the model has {meant - said}"
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}\nsteps:\n  " + "\n  ".join(steps)) from error


def main():
    binary, case = sys.argv[1:]
    if shutil.which("node") is None or not (ORACLE / "node_modules" / "@lancedb" / "lancedb").is_dir():
        print("skipped: no node or no LanceDB in .cache/oracle; scripts/setup.sh --oracle installs them")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="omnigraph-oracle-") as name:
        folder = pathlib.Path(name)
        oracle = Oracle(folder)
        graph = Graph(binary, folder / "graph")
        try:
            if case == "life":
                life_case(oracle, folder, binary)
            elif case == "all_types":
                all_types_case(oracle, folder, graph)
            else:
                schema, data = CORPUS_FILES[case]
                corpus_case(oracle, graph, CORPORA / schema, CORPORA / data, HERE / "changes" / f"{case}.gq",
                            is_small=case.startswith("fixtures"))
        finally:
            oracle.close()
        print(f"{case}: {oracle.comparisons} comparisons, {oracle.values} values, all equal "
              f"({oracle.tables} tables and {oracle.rows} rows at the end)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
