#!/usr/bin/env python3
"""LanceDB uses the indices that `omnigraph load` writes: it lists them, plans with them, and filters
give the right rows, also where rows were changed, deleted or added behind the index.

Usage: indices_test.py BINARY. Exit code 77: LanceDB or node is missing.
"""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "end_to_end"))

from graph_process import Graph, REPOSITORY  # noqa: E402

ORACLE = pathlib.Path(os.environ.get("OMNIGRAPH_ORACLE", REPOSITORY / ".cache" / "oracle"))
ROWS = 70_000
SKIPPED = 77
FIRST_DAY = datetime.date(1900, 1, 1)


def people():
    rows = {}
    for i in range(ROWS):
        row = {"name": f"p{i}"}
        if i % 10 != 3:
            row.update(mail=f"m{i * 7919 % 1_000_003}@x", number=i - 500, score=-i - 0.5,
                       day=str(FIRST_DAY + datetime.timedelta(days=i)))
        rows[row["name"]] = row
    return rows


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows.values():
            out.write(json.dumps({"type": "Person", "data": row}) + "\n")


def write_input(path, rows):
    write_rows(path, rows)
    with open(path, "a", encoding="utf-8") as out:
        for i in range(ROWS):
            out.write(json.dumps({"edge": "Knows", "from": f"p{i * 31 % 1000}", "to": f"p{i * 7919 % ROWS}"}) + "\n")


def ask(graph, kind, table, filters):
    answer = subprocess.run(["node", str(HERE / "query_indices.mjs"), str(graph.root.resolve()), kind, table, *filters],
                            check=True, capture_output=True, text=True, env=dict(os.environ, OMNIGRAPH_ORACLE=str(ORACLE)))
    return json.loads(answer.stdout)


def check_people(graph, rows):
    filters = {
        "_id = 'p123'": lambda r: r["name"] == "p123",
        "_id in ('p5', 'p6', 'new', 'nobody', 'p69999')": lambda r: r["name"] in {"p5", "p6", "new", "p69999"},
        "mail = 'm39595@x'": lambda r: r.get("mail") == "m39595@x",
        "mail = 'moved@x'": lambda r: r.get("mail") == "moved@x",
        "mail in ('added@x', 'm0@x')": lambda r: r.get("mail") in {"added@x", "m0@x"},
        "mail >= 'm9999'": lambda r: r.get("mail", "") >= "m9999",
        "mail is null": lambda r: "mail" not in r,
        "number >= -10 and number < 10": lambda r: -10 <= r.get("number", -99) < 10,
        "number < -499": lambda r: r.get("number", 0) < -499,
        "score > -3 and score < -0.5": lambda r: -3 < r.get("score", 0) < -0.5,
        "day = date '1900-03-01'": lambda r: r.get("day") == "1900-03-01",
        "day < date '1900-01-05'": lambda r: r.get("day", "9") < "1900-01-05",
    }
    told = ask(graph, "nodes", "Person", list(filters))
    expected = {"_id_idx", "mail_idx", "number_idx", "day_idx", "score_idx"}
    assert set(told["indices"]) == expected, told["indices"]
    for name, index in told["indices"].items():
        assert index["type"] == "BTree" and index["columns"] == [name[:-4]], (name, index)
        assert index["indexed"] + index["unindexed"] == len(rows), (name, index)
    for answer in told["answers"]:
        wanted = sorted(r["name"] for r in rows.values() if filters[answer["filter"]](r))
        assert answer["ids"] == wanted, (answer["filter"], answer["ids"][:10], wanted[:10])
        assert answer["indexed"], f"the plan of {answer['filter']} uses no index"
    return told["indices"]["_id_idx"]["unindexed"]


def check_edges(graph):
    told = ask(graph, "edges", "Knows", ["_src = 'p31'", "_dst = 'p7919'", "_src in ('p1', 'p2')"])
    assert set(told["indices"]) == {"_id_idx", "_src_idx", "_dst_idx"}, told["indices"]
    assert [len(answer["ids"]) for answer in told["answers"]] == [ROWS // 1000, 1, 2 * ROWS // 1000], told["answers"]
    assert all(answer["indexed"] for answer in told["answers"])


def optimize(graph):
    """Fragments that each table lost, and has got, by key."""
    answer = json.loads(graph.must("optimize", "--json", graph.root))
    return {t["table_key"]: (t["fragments_removed"], t["fragments_added"]) for t in answer["tables"]}


def check_maintenance(graph, rows, folder):
    """Rows move between files and their indices with them: first what an index covers together with what it
    does not, then what it covers alone, then the old files go."""
    added = {f"n{i}": {"name": f"n{i}", "mail": f"n{i}@x"} for i in range(10_000)}
    write_rows(folder / "added.jsonl", added)
    graph.load(folder / "added.jsonl", "--mode", "append")
    rows.update(added)
    assert optimize(graph)["node:Person"][1] == 1
    assert check_people(graph, rows) == 0
    graph.change(HERE / "indices.gq", "thin", {"below": 20_000})
    for name in [name for name, row in rows.items() if row.get("number", 20_000) < 20_000]:
        del rows[name]
    check_people(graph, rows)
    assert optimize(graph)["node:Person"] == (1, 1)
    assert check_people(graph, rows) == 0
    exported = graph.export()
    graph.must("cleanup", "--keep", "0", "--grace", "0", "--confirm", graph.root)
    assert check_people(graph, rows) == 0
    assert graph.export() == exported
    graph.must("verify", "--deep", graph.root)


def main():
    binary = sys.argv[1]
    if shutil.which("node") is None or not (ORACLE / "node_modules" / "@lancedb" / "lancedb").is_dir():
        print("skipped: no node or no LanceDB in .cache/oracle; scripts/setup.sh --oracle installs them")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="omnigraph-oracle-") as name:
        folder = pathlib.Path(name)
        graph = Graph(binary, folder / "graph")
        graph.init(HERE / "indices.pg")
        rows = people()
        write_input(folder / "input.jsonl", rows)
        graph.load(folder / "input.jsonl")
        assert check_people(graph, rows) == 0
        check_edges(graph)
        queries = HERE / "indices.gq"
        graph.change(queries, "move", {"id": "p5", "mail": "moved@x"})
        rows["p5"].update(mail="moved@x", number=-1_000_000)
        graph.change(queries, "add", {"id": "new"})
        rows["new"] = {"name": "new", "mail": "added@x"}
        graph.change(queries, "remove", {"id": "p69999"})
        del rows["p69999"]
        assert check_people(graph, rows) == 2
        check_maintenance(graph, rows, folder)
        print(f"{ROWS} rows: all filters right, all through indices, before and after changes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
