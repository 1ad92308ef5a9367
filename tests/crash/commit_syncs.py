#!/usr/bin/env python3
"""Traces one small change and checks what a commit does to the disk.

Goal: a one-row commit is one file. Before the change says that it is done, the record was written,
synced, given its name, and its folder was synced: two syncs, nothing else below the root. (The mirror
comes after; nobody's commit waits for it.)
Skipped (exit code 77) where strace is missing or may not trace.
Usage: commit_syncs.py OMNIGRAPH
"""
import pathlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "end_to_end")]

from graph_process import Graph  # noqa: E402
from put_if_absent_syncs import CALLS, skip, steps_of  # noqa: E402

SCHEMA = "node Person {\n  name: String @key\n  age: I64?\n}\n"
QUERY = 'query add() { insert Person { name: "Ada", age: 36 } }\n'


def traced_change(graph, query, log):
    ran = subprocess.run(
        ["strace", "-f", "-s", "64", "-e", f"trace={CALLS}", "-o", str(log),
         graph.binary, "change", "--uri", str(graph.root), "--query", str(query)],
        env=dict(graph.environment, ASAN_OPTIONS="detect_leaks=0"), capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        if "ptrace" in ran.stderr.lower() or "not permitted" in ran.stderr.lower():
            skip(f"tracing is not permitted here: {ran.stderr.strip()}")
        raise AssertionError(f"the change failed: {ran.stderr}")
    calls = []
    for line in log.read_text().splitlines():
        match = re.match(r"\d+\s+(\w+)\((.*)\)\s+= (-?\d+)", line)
        if match and not match.group(2).startswith("1, "):  # its own output is no step
            calls.append((match.group(1), match.group(2), int(match.group(3))))
    return steps_of(calls, graph.root)


def main():
    if shutil.which("strace") is None:
        skip("strace is not installed")
    folder = pathlib.Path(os.path.realpath(tempfile.mkdtemp(prefix="omnigraph-commit-")))
    try:
        (folder / "schema.pg").write_text(SCHEMA, encoding="utf-8")
        (folder / "add.gq").write_text(QUERY, encoding="utf-8")
        graph = Graph(sys.argv[1], folder / "graph")
        graph.init(folder / "schema.pg")
        steps = traced_change(graph, folder / "add.gq", folder / "trace")
        log = "__manifest/branches/main"
        record = f"{log}/{2**64 - 1 - 2:020}.json"
        wanted = [("write", "<file>"), ("sync", "<file>"), ("name", record), ("sync", log)]
        # A process does not know whether the folders above are on the disk: it syncs each once, before
        # it writes. They are clean, so that nothing is written for it.
        first = next(i for i, step in enumerate(steps) if step[0] != "sync")
        assert steps[first:first + 4] == wanted, f"expected {wanted}, found {steps[first:first + 6]}"
        late = [step for step in steps[first + 4:] if step[0] == "name" and not step[1].startswith("lance/")]
        assert not late, f"named after the record: {late}"
    except AssertionError as error:
        print(f"FAILED: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("a small commit is one file and two syncs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
