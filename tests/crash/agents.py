#!/usr/bin/env python3
"""Fifty agents work at the same time, each on a branch of its own, and are merged as they finish.

Goal: what a fleet of agents did is all in main afterwards, nothing lost and nothing invented, and
the only conflicts are those that were meant. Every command is a process of the program itself.
Each agent makes 20 changes, a commit each: rows, edges and deletions of its own, a property of a row
that another agent changes another property of (no conflict), a property that four others change too
(a conflict for all but the first), and some delete what others change (a conflict for the later).
Whoever finishes is merged while the others go on; half of the conflicts are decided by a strategy,
half are stored, shown, resolved and continued. At the end
  - main exports exactly what a plain model of the merges says;
  - every branch has its 20 commits by its agent, and main has one merge of each;
  - `verify --deep` finds nothing, and `commit graph` draws every commit once, in lines that fit;
  - a bundle of it, imported elsewhere, is the same graph.
Usage: agents.py OMNIGRAPH; OG_AGENTS (50).
"""
import json
import os
import pathlib
import queue
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from graph_process import Graph  # noqa: E402

AGENTS = int(os.environ.get("OG_AGENTS", "50"))
CHANGES = 20
LINE_MAX = 2 * (AGENTS + 1) + 120

SCHEMA = """
node Note { slug: String @key  author: String  text: String }
node Task { slug: String @key  value: I64 }
node Board { slug: String @key  left: String?  right: String? }
node Contest { slug: String @key  owner: String? }
node Doomed { slug: String @key  mark: String? }
edge About: Note -> Board
"""

QUERIES = """
query note($slug: String, $author: String, $board: String) {
  insert Note { slug: $slug, author: $author, text: "new" }
  insert About { from: $slug, to: $board }
}
query rewrite($slug: String, $text: String) { update Note set { text: $text } where slug = $slug }
query erase($slug: String) { delete Note where slug = $slug }
query task($slug: String, $value: I64) { update Task set { value: $value } where slug = $slug }
query finish($slug: String) { delete Task where slug = $slug }
query left($slug: String, $by: String) { update Board set { left: $by } where slug = $slug }
query right($slug: String, $by: String) { update Board set { right: $by } where slug = $slug }
query claim($slug: String, $by: String) { update Contest set { owner: $by } where slug = $slug }
query mark($slug: String, $by: String) { update Doomed set { mark: $by } where slug = $slug }
query doom($slug: String) { delete Doomed where slug = $slug }
"""


def seed_rows():
    rows = []
    for i in range(AGENTS):
        rows += [("Task", {"slug": f"task-{i}-{k}", "value": 0}) for k in range(4)]
        rows.append(("Task", {"slug": f"done-{i}", "value": 0}))
    rows += [("Board", {"slug": f"board-{n}", "left": None, "right": None}) for n in range((AGENTS + 1) // 2)]
    rows += [("Contest", {"slug": f"contest-{n}", "owner": None}) for n in range((AGENTS + 4) // 5)]
    rows += [("Doomed", {"slug": f"doomed-{n}", "mark": None}) for n in range((AGENTS + 9) // 10)]
    return rows


class Agent:
    """What one agent does, and what it means for main."""

    def __init__(self, number):
        self.number = number
        self.name = f"agent-{number:02}"
        self.board = f"board-{number // 2}"
        self.side = ("left", "right")[number % 2]
        self.contest = f"contest-{number // 5}"
        self.doomed = f"doomed-{number // 10}"
        self.deletes, self.marks = number % 10 == 9, number % 10 == 8

    def notes(self):
        return [f"{self.name}-{k}" for k in range(10 if self.deletes or self.marks else 11)]

    def changes(self):
        """Name and parameters of each change, in order."""
        made = [("note", {"slug": slug, "author": self.name, "board": self.board}) for slug in self.notes()]
        made += [("task", {"slug": f"task-{self.number}-{k}", "value": self.number + k}) for k in range(4)]
        made.append((self.side, {"slug": self.board, "by": self.name}))
        made.append(("claim", {"slug": self.contest, "by": self.name}))
        made.append(("finish", {"slug": f"done-{self.number}"}))
        made.append(("erase", {"slug": f"{self.name}-0"}))
        made.append(("rewrite", {"slug": f"{self.name}-1", "text": f"by {self.name}"}))
        if self.deletes:
            made.append(("doom", {"slug": self.doomed}))
        if self.marks:
            made.append(("mark", {"slug": self.doomed, "by": self.name}))
        assert len(made) == CHANGES
        return made

    def work(self, graph, folder, start):
        graph.must("branch", "create", self.name, "--from", start, "--uri", graph.root, "--as", self.name)
        for query, params in self.changes():
            graph.must("change", "--uri", graph.root, "--query", folder / "changes.gq", "--name", query, "--params",
                       json.dumps(params), "--branch", self.name, "--as", self.name)


class Model:
    """Main, as plain rows; `merge` says which conflicts there must be and does the rest."""

    def __init__(self):
        self.rows = {(type_name, row["slug"]): dict(row) for type_name, row in seed_rows()}
        self.edges = set()

    def conflicts_of(self, agent):
        found = set()
        if self.rows[("Contest", agent.contest)]["owner"] is not None:
            found.add(("node:Contest", agent.contest, "divergent_update"))
        doomed = self.rows.get(("Doomed", agent.doomed))
        if (agent.deletes and doomed["mark"] is not None) or (agent.marks and doomed is None):
            found.add(("node:Doomed", agent.doomed, "delete_vs_update"))
        return found

    def merge(self, agent, conflicts, decision):
        takes = {row for _, row, _ in conflicts} if decision == "ours" else set()
        for slug in agent.notes()[1:]:
            text = f"by {agent.name}" if slug == f"{agent.name}-1" else "new"
            self.rows[("Note", slug)] = {"slug": slug, "author": agent.name, "text": text}
            self.edges.add((slug, agent.board))
        for k in range(4):
            self.rows[("Task", f"task-{agent.number}-{k}")]["value"] = agent.number + k
        self.rows[("Board", agent.board)][agent.side] = agent.name
        del self.rows[("Task", f"done-{agent.number}")]
        if agent.contest not in takes:
            self.rows[("Contest", agent.contest)]["owner"] = agent.name
        if agent.doomed not in takes:
            if agent.deletes:
                self.rows.pop(("Doomed", agent.doomed), None)
            if agent.marks:
                self.rows[("Doomed", agent.doomed)] = {"slug": agent.doomed, "mark": agent.name}


def told_conflicts(answer):
    return {(c["table_key"], c["row_id"], c["kind"]) for c in answer["merge_conflicts"]}


def merge(graph, agent, model, counts):
    """Merges a branch, deciding its conflicts one way or another."""
    expected = model.conflicts_of(agent)
    decision = ("ours", "theirs")[agent.number % 2]
    words = ["branch", "merge", agent.name, "--uri", graph.root, "--json", "--as", "merger"]
    if not expected:
        answer = json.loads(graph.must(*words))
        assert answer["outcome"] in ("merged", "fast_forward"), answer
    else:
        refused = graph.run(*words)
        assert refused.returncode != 0, f"{agent.name} should not merge by itself"
        found = told_conflicts(json.loads(refused.stderr))
        assert found == expected, f"{agent.name}: conflicts {found}, expected {expected}"
        if agent.number // 2 % 2 == 0:
            answer = json.loads(graph.must(*words, "--on-conflict", decision))
            assert answer["outcome"] == "merged" and answer["conflicts_decided"] == len(expected), answer
            counts["by strategy"] += 1
        else:
            resolve(graph, agent, words, expected, decision)
            counts["step by step"] += 1
    counts["conflicts"] += len(expected)
    model.merge(agent, expected, decision)


def resolve(graph, agent, words, expected, decision):
    stored = graph.run(*words, "--keep-conflicts")
    merge_id = json.loads(stored.stdout)["merge_id"]
    shown = json.loads(graph.must("merge", "show", merge_id, "--uri", graph.root, "--json"))
    assert told_conflicts(shown) == expected, f"{agent.name}: {shown}"
    for table, row, _ in sorted(expected):
        graph.must("merge", "resolve", merge_id, "--uri", graph.root, "--take", decision, "--row",
                   f"{table.removeprefix('node:')}/{row}")
    done = json.loads(graph.must("merge", "continue", merge_id, "--uri", graph.root, "--as", "merger", "--json"))
    assert done["outcome"] == "merged", done


def work_and_merge(graph, folder, agents, model, counts):
    start = json.loads(graph.must("commit", "list", "--uri", graph.root, "--json"))["commits"][0]["graph_commit_id"]
    finished = queue.Queue()

    def run(agent):
        try:
            agent.work(graph, folder, start)
            finished.put((agent, None))
        except Exception as error:  # told by the one who waits
            finished.put((agent, error))

    threads = [threading.Thread(target=run, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    failures = []
    for _ in agents:
        agent, error = finished.get()
        if error is not None:
            failures.append(f"{agent.name}: {error}")
        elif not failures:
            merge(graph, agent, model, counts)
    for thread in threads:
        thread.join()
    assert not failures, "\n".join(failures)


def check_rows(graph, model):
    rows, edges = {}, set()
    for line in graph.export().splitlines():
        row = json.loads(line)
        if "edge" in row:
            assert (row["from"], row["to"]) not in edges, f"twice: {line}"
            edges.add((row["from"], row["to"]))
        else:
            data = {name: value for name, value in row["data"].items() if name != "id"}
            assert (row["type"], data["slug"]) not in rows, f"twice: {line}"
            rows[(row["type"], data["slug"])] = data
    for key in sorted(model.rows.keys() | rows.keys()):
        assert rows.get(key) == model.rows.get(key), f"{key}: {rows.get(key)}, expected {model.rows.get(key)}"
    assert edges == model.edges, sorted(edges ^ model.edges)[:5]


def check_history(graph, agents):
    """Every change is a commit of its agent's branch, every branch one merge of main."""
    for agent in agents:
        listed = json.loads(graph.must("commit", "list", "--uri", graph.root, "--branch", agent.name, "--json"))["commits"]
        own = [c for c in listed if c["actor_id"] == agent.name]
        assert len(own) == CHANGES, f"{agent.name} has {len(own)} commits"
    merges = [c for c in json.loads(graph.must("commit", "list", "--uri", graph.root, "--limit", "100000", "--json"))["commits"]
              if c["actor_id"] == "merger"]
    assert len(merges) == len(agents), f"{len(merges)} merges"
    return len(agents) * CHANGES + len(merges) + 2  # and init, load


def check_drawing(graph, commit_count):
    """Every commit once, and no line too long to read."""
    drawn = graph.must("commit", "graph", "--limit", "100000", graph.root).splitlines()
    ids = [word for line in drawn for word in line.split() if len(word) == 26 and word.startswith("0")]
    assert len(ids) == len(set(ids)) == commit_count, f"{len(ids)} commits drawn, there are {commit_count}"
    longest = max(drawn, key=len)
    assert len(longest) <= LINE_MAX, f"{len(longest)} characters: {longest}"


def check_bundle(graph, folder):
    graph.must("bundle", "create", folder / "all.bundle", graph.root)
    other = Graph(graph.binary, folder / "other")
    other.must("bundle", "import", folder / "all.bundle", other.root)
    other.must("verify", other.root)
    assert other.export() == graph.export(), "the bundle holds another state"
    names = "branch", "list", "--json"
    assert json.loads(other.must(*names, other.root)) == json.loads(graph.must(*names, graph.root))


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "schema.pg").write_text(SCHEMA, encoding="utf-8")
        (folder / "changes.gq").write_text(QUERIES, encoding="utf-8")
        graph = Graph(sys.argv[1], folder / "graph")
        graph.init(folder / "schema.pg")
        graph.load_lines([{"type": type_name, "data": row} for type_name, row in seed_rows()])
        agents = [Agent(number) for number in range(AGENTS)]
        model = Model()
        counts = {"conflicts": 0, "by strategy": 0, "step by step": 0}
        work_and_merge(graph, folder, agents, model, counts)
        # Of those who claim a thing all but the first; of a deletion and a change the later.
        assert counts["conflicts"] == AGENTS - (AGENTS + 4) // 5 + AGENTS // 10, counts
        check_rows(graph, model)
        commit_count = check_history(graph, agents)
        graph.must("verify", "--deep", graph.root)
        check_drawing(graph, commit_count)
        check_bundle(graph, folder)
        print(f"{len(agents)} agents, {len(agents) * CHANGES} changes, {counts}: all accounted for")


if __name__ == "__main__":
    main()
