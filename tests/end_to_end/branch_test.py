#!/usr/bin/env python3
"""Branches, tags and references as people and scripts meet them: every command as text and as JSON, errors and exit codes.

Usage: branch_test.py BINARY [unittest arguments]. What the text looks like is in docs/guide/branches.md, which is run too.
"""
import json
import unittest

from command_line import CommandLine

SCHEMA = """
node Person { name: String @key age: I32? }
edge Knows: Person -> Person
"""
DATA = """\
{"type":"Person","data":{"name":"Alice","age":30}}
{"type":"Person","data":{"name":"Bob","age":25}}
{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1"}}
"""
QUERIES = """
query add($name: String) { insert Person { name: $name } }
query people() { match { $p: Person } return { $p.name as name } order { name } }
"""


class Branches(CommandLine):
    def setUp(self):
        super().setUp()
        self.root = self.graph.root
        for name, text in (("s.pg", SCHEMA), ("d.jsonl", DATA), ("q.gq", QUERIES)):
            (self.folder / name).write_text(text)
        self.q = self.folder / "q.gq"
        self.graph.must("init", "--schema", self.folder / "s.pg", self.root)
        self.graph.must("load", "--data", self.folder / "d.jsonl", "--as", "act-loader", self.root)

    def json(self, *words):
        return json.loads(self.graph.must(*words, "--json"))

    def branch(self, verb, *words):
        return self.graph.must("branch", verb, "--uri", self.root, *words)

    def add(self, name, *words):
        return self.json("change", "--uri", self.root, "--query", self.q, "--name", "add", "--params", json.dumps({"name": name}), *words)

    def people(self, *words):
        rows = self.json("read", "--uri", self.root, "--query", self.q, "--name", "people", *words)["rows"]
        return [row["name"] for row in rows]

    def test_a_branch_lives_and_ends(self):
        self.assertEqual(self.branch("create", "feature"), "created branch feature from main\n")
        made = self.json("branch", "create", "--uri", self.root, "a/b", "--from", "feature", "--as", "act-x")
        self.assertEqual((made["from"], made["name"], made["actor_id"], made["manifest_version"]), ("feature", "a/b", "act-x", 2))
        self.assertEqual(self.branch("list"), "a/b\nfeature\nmain\n")
        self.assertEqual(self.json("branch", "list", self.root), {"branches": ["a/b", "feature", "main"]})
        self.assertEqual(len(self.json("branch", "list", self.root, "--details")["heads"]), 3)
        self.assertEqual(self.branch("rename", "a/b", "c"), "renamed branch a/b to c\n")
        gone = self.json("branch", "delete", "--uri", self.root, "c")
        self.assertEqual((gone["name"], gone["actor_id"]), ("c", None))
        self.assertEqual(self.branch("delete", "feature"), "deleted branch feature\n")
        self.assertEqual(self.branch("list"), "main\n")

    def test_writes_go_to_their_branch(self):
        self.branch("create", "feature")
        self.assertEqual(self.add("Carol", "--branch", "feature", "--as", "act-x")["actor_id"], "act-x")
        self.graph.must("load", "--data", self.folder / "d.jsonl", "--mode", "merge", "--branch", "feature", self.root)
        self.assertEqual(self.people("--branch", "feature"), ["Alice", "Bob", "Carol"])
        self.assertEqual(self.people(), ["Alice", "Bob"])
        shown = self.json("branch", "show", "--uri", self.root, "feature")
        self.assertEqual((shown["ahead"], shown["behind"], shown["against"]), (2, 0, "main"))
        self.assertEqual(shown["authors"], [{"actor_id": None, "commits": 1}, {"actor_id": "act-x", "commits": 1}])
        self.assertEqual({table["table_key"] for table in shown["changed"]}, {"edge:Knows", "node:Person"})

    def test_what_is_refused(self):
        self.branch("create", "feature")
        at = ["--uri", self.root]
        for words, gist in [(["create", *at, "main"], "cannot create branch 'main'"), (["delete", *at, "main"], "cannot delete branch 'main'"),
                            (["create", *at, "feature"], "branch 'feature' already exists"), (["delete", *at, "x"], "branch 'x' not found"),
                            (["show", *at, "x"], "branch 'x' not found"), (["create", *at, "x", "--from", "y"], "branch 'y' not found"),
                            (["create", *at, "__run__1"], "internal run ref"), (["rename", *at, "feature", "main"], "cannot create branch 'main'"),
                            (["delete", *at, "feature", "--if-commit", "01KA0VH2SB3M9JV4R2DXPQ1Y5Z"], "has moved on")]:
            with self.subTest(words=words):
                self.assert_fails(self.graph.run("branch", *words), gist)
        self.assertEqual(self.branch("list"), "feature\nmain\n")
        for words in [["branch"], ["branch", "create", *at], ["branch", "rename", *at, "a"], ["tag"], ["tag", "create", *at],
                      ["read", *at, "--query", self.q, "--name", "people", "--branch", "main", "--at", "main@1"],
                      ["export", self.root, "--branch", "main", "--at", "main@1"], ["ingest", self.root]]:
            with self.subTest(words=words):
                self.assertEqual(self.graph.run(*words).returncode, 2)

    def test_tags_and_references(self):
        first = self.json("commit", "list", "--limit", "1", self.root)["commits"][0]["graph_commit_id"]
        tag = self.json("tag", "create", "--uri", self.root, "v1", "--at", first)
        self.assertEqual((tag["name"], tag["graph_commit_id"], tag["manifest_version"]), ("v1", first, 2))
        self.add("Carol")
        for ref in ("tag:v1", first, "main@2", "branch:main@2"):
            self.assertEqual(self.people("--at", ref), ["Alice", "Bob"], ref)
            self.assertEqual(self.people("--snapshot", ref), ["Alice", "Bob"], ref)
        self.assertEqual(self.people("--at", "main@2999-01-01"), ["Alice", "Bob", "Carol"])
        self.assertNotIn("Carol", self.graph.must("export", "--at", "tag:v1", self.root))
        self.assertEqual(self.json("snapshot", "--at", "tag:v1", self.root)["manifest_version"], 2)
        self.assertEqual([one["name"] for one in self.json("tag", "list", self.root)["tags"]], ["v1"])
        self.assertEqual(self.json("tag", "show", "--uri", self.root, "v1")["graph_commit_id"], first)
        self.assertEqual(self.graph.must("tag", "delete", "--uri", self.root, "v1"), "deleted tag v1\n")
        self.assert_fails(self.graph.run("export", "--at", "tag:v1", self.root), "tag 'v1' not found")
        self.assert_fails(self.graph.run("export", "--at", "main@9", self.root), "there is no version 9")
        self.assert_fails(self.graph.run("export", "--at", "main@x", self.root), "neither a manifest version nor a time")

    def test_ingest(self):
        made = self.json("ingest", "--data", self.folder / "d.jsonl", "--branch", "new", "--as", "act-i", self.root)
        self.assertEqual((made["branch"], made["base_branch"], made["branch_created"], made["mode"], made["actor_id"]),
                         ("new", "main", True, "merge", "act-i"))
        self.assertEqual(made["tables"], [{"table_key": "edge:Knows", "rows_loaded": 1}, {"table_key": "node:Person", "rows_loaded": 2}])
        again = self.json("ingest", "--data", self.folder / "d.jsonl", "--branch", "new", "--from", "nowhere", self.root)
        self.assertEqual((again["branch_created"], again["base_branch"]), (False, "nowhere"))
        self.assertEqual(self.graph.must("branch", "list", self.root), "main\nnew\n")

    def test_commits_are_filtered_and_paged(self):
        for i in range(5):
            self.add(f"p{i}", "--as", f"act-{i % 2}")
        listed = self.json("commit", "list", self.root)
        self.assertEqual(len(listed["commits"]), 7)
        self.assertIsNone(listed["next_cursor"])
        pages, cursor = [], []
        while cursor is not None:
            page = self.json("commit", "list", "--limit", "3", *cursor, self.root)
            pages += page["commits"]
            cursor = ["--cursor", page["next_cursor"]] if page["next_cursor"] else None
        self.assertEqual(pages, listed["commits"])
        self.assertEqual(len(self.json("commit", "list", "--author", "act-0", self.root)["commits"]), 3)
        self.assertEqual(len(self.json("commit", "list", "--type", "Knows", self.root)["commits"]), 2)
        self.assertEqual(len(self.json("commit", "list", "--until", "2000-01-01", self.root)["commits"]), 0)
        self.assertEqual(len(self.json("commit", "list", "--since", "2000-01-01", self.root)["commits"]), 7)
        self.assert_fails(self.graph.run("commit", "list", "--type", "Nobody", self.root), "unknown type 'Nobody'")
        self.assert_fails(self.graph.run("commit", "list", "--cursor", "x", self.root), "not a cursor")
        newest = self.json("commit", "show", "--uri", self.root, listed["commits"][0]["graph_commit_id"])
        self.assertEqual([table["table_key"] for table in newest["changes"]], ["node:Person"])
        self.assertEqual(newest["actor_id"], "act-0")


if __name__ == "__main__":
    unittest.main(verbosity=1)
