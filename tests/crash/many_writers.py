#!/usr/bin/env python3
"""Eight processes write one graph at the same time; some of them are killed in the middle.

Goal: nothing that was acknowledged is lost, nothing is there that nobody wrote, nobody waits for the
dead, and the graph verifies clean. Each process inserts items of its own, an edge to a shared item
each, and counts up in the shared item: so all meet in every table. A killed one is replaced by a new
one. At the end
  - every acknowledged item is there, every acknowledged deletion is not; of the last write of a
    killed process either;
  - the shared item counts exactly the commits of the log;
  - every item has its one edge;
  - all processes that lived to the end committed in the last seconds (nobody is wedged);
  - `omnigraph verify --deep` finds nothing.
Usage: many_writers.py OMNIGRAPH GRAPH_WRITER [SEED]; OG_WRITER_SECONDS (60).
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from graph_process import Graph  # noqa: E402

PROCESSES = 8
SCHEMA = """
node Item {
  slug: String @key
  value: I64
}
edge Next: Item -> Item
"""


class Writer:
    """One process, and what it said."""

    def __init__(self, program, root, name, seconds):
        self.name = name
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([program, root, name, str(seconds)], stdout=self.said, stderr=subprocess.PIPE, text=True)

    def outcome(self):
        """Items that must be there, items that must not, items that may, and the commits told."""
        self.said.seek(0)
        stored, gone, open_write, commits = set(), set(), None, 0
        for line in self.said:
            word, _, slug = line.rstrip("\n").partition(" ")
            if not line.endswith("\n"):
                break  # killed in the middle of a word: as if it had not been said
            if word in ("putting", "dropping"):
                open_write = (word, slug)
                continue
            if word == "put":
                stored.add(slug)
            elif word == "dropped":
                stored.discard(slug)
                gone.add(slug)
            if word != "refused":
                commits += 1
            open_write = None
        return stored, gone, open_write, commits


def main():
    omnigraph, program = sys.argv[1:3]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    seconds = int(os.environ.get("OG_WRITER_SECONDS", "60"))
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        schema = folder / "schema.pg"
        schema.write_text(SCHEMA, encoding="utf-8")
        graph = Graph(omnigraph, folder / "graph")
        graph.init(schema)
        graph.load_lines([{"type": "Item", "data": {"slug": "hub", "value": 0}}])
        end = time.monotonic() + seconds
        live = [Writer(program, graph.root, f"w{i}", seconds) for i in range(PROCESSES)]
        ended = []
        while time.monotonic() < end - 3:
            time.sleep(rng.uniform(0.05, 0.6))
            victim = rng.randrange(2, PROCESSES)  # two live to the end
            live[victim].process.kill()
            live[victim].process.wait()
            ended.append(live[victim])
            left = max(1, int(end - time.monotonic()))
            live[victim] = Writer(program, graph.root, f"r{len(ended)}", left)
        for writer in live:
            code = writer.process.wait(timeout=60)
            assert code == 0, f"{writer.name} failed with {code}: {writer.process.stderr.read()}"
        check(graph, live, ended)


def check(graph, live, ended):
    items, edges, counter = {}, [], 0
    for line in graph.export().splitlines():
        row = json.loads(line)
        if "type" in row:
            items[row["data"]["slug"]] = row["data"]["value"]
        else:
            edges.append(row["from"])
    counter = items.pop("hub")
    allowed, told = set(), 0
    for writer in [*live, *ended]:
        stored, gone, open_write, commits = writer.outcome()
        told += commits
        unsure = {open_write[1]} if open_write else set()
        missing = stored - unsure - items.keys()
        assert not missing, f"acknowledged, but lost: {sorted(missing)[:5]}"
        zombies = (gone - unsure) & items.keys()
        assert not zombies, f"deleted, but there: {sorted(zombies)[:5]}"
        allowed |= stored | unsure
        assert writer in ended or commits > 0, f"{writer.name} never got its turn"
    invented = items.keys() - allowed
    assert not invented, f"nobody wrote: {sorted(invented)[:5]}"
    assert sorted(edges) == sorted(items), "every item has its one edge"
    commits = json.loads(graph.must("commit", "list", "--uri", graph.root, "--json"))["commits"]
    logged = len(commits) - 2  # without init and load
    assert counter == logged, f"the hub counts {counter}, the log {logged}"
    assert told <= logged <= told + len(ended), f"{told} acknowledged, {logged} in the log, {len(ended)} killed"
    graph.must("verify", "--deep", graph.root)
    print(f"{logged} commits by {len(live) + len(ended)} processes, {len(ended)} of them killed; nothing lost, nothing invented")


if __name__ == "__main__":
    main()
