#!/usr/bin/env python3
"""Merges and history as people and scripts meet them: preview, conflicts, decisions, reverts, picks,
differences, the feed, the log of a row, the drawing.

Usage: history_test.py BINARY [unittest arguments].
"""
import json
import os
import pty
import re
import subprocess
import unittest

from command_line import BINARY, CommandLine

SCHEMA = """
node Person {
  name: String @key
  age: I32?
  city: String?
  email: String? @unique
}
node Company { name: String @key }
edge Knows: Person -> Person { since: Date? }
"""
DATA = """\
{"type":"Person","data":{"name":"Alice","age":30}}
{"type":"Person","data":{"name":"Bob","age":25}}
{"type":"Person","data":{"name":"Carol C","age":50}}
{"type":"Company","data":{"name":"Acme"}}
{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-02-29"}}
"""
QUERIES = """
query age($name: String, $value: I32) { update Person set { age: $value } where name = $name }
query city($name: String, $value: String) { update Person set { city: $value } where name = $name }
query email($name: String, $value: String) { update Person set { email: $value } where name = $name }
query add($name: String) { insert Person { name: $name } }
query found($name: String) { insert Company { name: $name } }
query leave($name: String) { delete Person where name = $name }
query people() { match { $p: Person } return { $p.name as name, $p.age as age, $p.city as city } order { name } }
"""


class History(CommandLine):
    def setUp(self):
        super().setUp()
        self.schema = self.file("schema.pg", SCHEMA)
        self.data = self.file("data.jsonl", DATA)
        self.queries = self.file("queries.gq", QUERIES)
        self.load_all()

    def run_on(self, *words, **options):
        return self.graph.run(*words, "--uri", self.graph.root, **options)

    def must(self, *words):
        return self.graph.must(*words, "--uri", self.graph.root)

    def json(self, *words, code=0, stream="stdout"):
        done = self.run_on(*words, "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        other = done.stderr if stream == "stdout" else done.stdout
        self.assertEqual(other, "")
        return json.loads(getattr(done, stream))

    def do(self, mutation, /, branch="main", actor=None, **params):
        """Runs a mutation; returns its commit."""
        done = self.query("change", mutation, "--branch", branch, "--params", json.dumps(params), "--json",
                          *(["--as", actor] if actor else []))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["graph_commit_id"]

    def branch(self, name, at="main"):
        self.must("branch", "create", name, "--from", at)

    def people(self, branch="main"):
        rows = json.loads(self.read("people", "--branch", branch, "--json"))["rows"]
        return {row["name"]: (row["age"], row["city"]) for row in rows}

    def diverge(self):
        """Both branches change Bob's age, one changes Carol and the other deletes her."""
        self.branch("feature")
        self.do("age", "feature", "ann", name="Bob", value=26)
        self.do("leave", "feature", "ann", name="Carol C")
        self.do("age", "main", "max", name="Bob", value=27)
        self.do("age", "main", "max", name="Carol C", value=51)

    def exported(self, *at):
        return self.graph.must("export", *at, self.graph.root)


class Merging(History):
    def test_preview_merge_and_merge_again(self):
        self.branch("feature")
        self.do("age", "feature", name="Alice", value=31)
        self.do("add", "feature", name="Dave")
        self.do("city", "main", name="Alice", value="Berlin")
        before = self.exported()
        self.assertEqual(self.must("branch", "merge", "feature", "--dry-run"),
                         "would merge feature into main: merged\nPerson  +1 ~1 -0\n")
        preview = self.json("branch", "merge", "feature", "--dry-run")
        self.assertEqual((preview["outcome"], preview["dry_run"], preview["graph_commit_id"]), ("merged", True, None))
        self.assertEqual(preview["tables"], {"node:Person": {"inserts": 1, "updates": 1, "deletes": 0}})
        self.assertEqual(self.exported(), before)

        self.assertEqual(self.must("branch", "merge", "feature", "--as", "ann", "--message", "weekly"),
                         "merged feature into main: merged\n")
        self.assertEqual(self.people()["Alice"], (31, "Berlin"))
        newest = self.commits()[0]
        self.assertEqual((newest["operation"], newest["actor_id"], newest["message"]), ("merge", "ann", "weekly"))
        self.assertIsNotNone(newest["merged_parent_commit_id"])
        again = self.json("branch", "merge", "feature")
        self.assertEqual((again["outcome"], again["graph_commit_id"]), ("already_up_to_date", None))

    def test_json_of_a_merge(self):
        self.branch("feature")
        source = self.do("age", "feature", name="Alice", value=31)
        target = self.do("found", "main", name="Initech")
        base = self.commits()[1]["graph_commit_id"]
        merged = self.json("branch", "merge", "feature", "--into", "main", "--as", "ann", "--delete-branch")
        self.assertEqual(merged.pop("graph_commit_id"), self.commits()[0]["graph_commit_id"])
        self.assertEqual(merged, {
            "source": "feature", "target": "main", "outcome": "merged", "actor_id": "ann", "dry_run": False,
            "manifest_version": 4, "source_commit_id": source, "target_commit_id": target, "base_commit_ids": [base],
            "changes_schema": False, "conflicts_decided": 0,
            "tables": {"node:Person": {"inserts": 0, "updates": 1, "deletes": 0}},
            "merge_conflicts": [], "merge_id": None, "source_deleted": True})
        self.assertEqual(self.must("branch", "list"), "main\n")

    def test_fast_forward(self):
        self.branch("feature")
        self.do("add", "feature", name="Dave")
        self.assertEqual(self.must("branch", "merge", "feature", "--dry-run"),
                         "would merge feature into main: fast_forward\nPerson  +1 ~0 -0\n")
        self.assertEqual(self.must("branch", "merge", "feature", "--delete-branch"),
                         "merged feature into main: fast_forward\ndeleted branch feature\n")
        self.assertEqual(self.exported(), self.exported("--at", self.commits()[0]["merged_parent_commit_id"]))

    def test_conflicts_are_an_error_that_changes_nothing_and_says_what_helps(self):
        self.diverge()
        before = self.exported(), self.commits()
        errors = self.assert_fails(
            self.run_on("branch", "merge", "feature"),
            "Error: merge conflicts: node:Person:Bob (divergent_update); node:Person:Carol C (delete_vs_update)\n",
            "main is unchanged", "--on-conflict ours|theirs|newest", "--on-conflict-type Person=theirs",
            "--keep-conflicts")
        self.assertRegex(errors, r"(?m)^  divergent_update  Person/Bob +age  divergent update for id 'Bob'$")
        self.assertRegex(errors, r"(?m)^  delete_vs_update  Person/\"Carol C\" +delete/update conflict for id 'Carol C'$")
        error = self.json("branch", "merge", "feature", code=1, stream="stderr")
        self.assertEqual((error["code"], error["outcome"], error["graph_commit_id"]), ("conflict", "conflicts", None))
        self.assertTrue(error["error"].startswith("merge conflicts: node:Person:Bob"))
        self.assertEqual(error["merge_conflicts"][0],
                         {"table_key": "node:Person", "row_id": "Bob", "kind": "divergent_update",
                          "message": "divergent update for id 'Bob'", "properties": ["age"]})
        preview = self.json("branch", "merge", "feature", "--dry-run", code=1)
        self.assertEqual(preview["merge_conflicts"], error["merge_conflicts"])
        self.assertEqual((self.exported(), self.commits()), before)
        self.assertEqual(self.must("merge", "list"), "no open merges\n")

    def test_strategies(self):
        for flags, people in [(["--on-conflict", "ours"], {"Bob": 27, "Carol C": 51}),
                              (["--on-conflict", "theirs"], {"Bob": 26}),
                              (["--on-conflict", "newest"], {"Bob": 27, "Carol C": 51}),
                              (["--on-conflict-type", "Person=theirs"], {"Bob": 26}),
                              (["--on-conflict", "theirs", "--on-conflict-type", "node:Person=ours"],
                               {"Bob": 27, "Carol C": 51})]:
            with self.subTest(flags=flags):
                self.setUp()  # a graph of its own
                self.diverge()
                self.must("branch", "merge", "feature", *flags)
                self.assertEqual({name: age for name, (age, _) in self.people().items()}, {"Alice": 30, **people})

    def test_whole_rows(self):
        self.branch("feature")
        self.do("age", "feature", name="Bob", value=26)
        self.do("city", "main", name="Bob", value="Rome")
        self.assert_fails(self.run_on("branch", "merge", "feature", "--granularity", "row"), "divergent_update")
        self.must("branch", "merge", "feature", "--granularity", "property")
        self.assertEqual(self.people()["Bob"], (26, "Rome"))

    def test_broken_rules_are_no_matter_of_taking_sides(self):
        self.branch("feature")
        self.do("email", "feature", name="Bob", value="x@x")
        self.do("email", "main", name="Alice", value="x@x")
        errors = self.assert_fails(self.run_on("branch", "merge", "feature", "--on-conflict", "theirs"),
                                   "unique_violation", "Change what breaks the rules on feature or on main")
        self.assertNotIn("--keep-conflicts", errors)

    def test_refusals(self):
        self.branch("feature")
        self.assert_fails(self.run_on("branch", "merge", "main"), "distinct source and target")
        self.assert_json_error(self.run_on("branch", "merge", "nope", "--json"), "not_found", "branch 'nope' not found")
        self.do("add", "feature", name="Dave")
        self.assert_fails(self.run_on("branch", "merge", "feature", "--if-commit", "01KA0000000000000000000000"),
                          "is at commit")
        self.assert_fails(self.run_on("branch", "merge", "feature", "--on-conflict-type", "Persn=ours"),
                          "unknown type 'Persn'")
        for words in [["branch", "merge"], ["branch", "merge", "feature", "--on-conflict", "mine"],
                      ["branch", "merge", "feature", "--on-conflict-type", "Person"],
                      ["branch", "merge", "feature", "--granularity", "cell"], ["merge"], ["merge", "show"],
                      ["merge", "resolve", "x"], ["merge", "resolve", "x", "--take", "fail"], ["revert"],
                      ["revert", "x", "--on-conflict", "newest"], ["diff"], ["diff", "main", "--op", "upsert"],
                      ["diff", "main", "--kind", "row"], ["log"], ["changes", "--limit", "0"],
                      ["commit", "graph", "--limit", "0"]]:
            with self.subTest(words=words):
                done = self.run_on(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)


class StepByStep(History):
    def keep(self):
        self.diverge()
        done = self.run_on("branch", "merge", "feature", "--keep-conflicts", "--as", "ann", "--json")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        kept = json.loads(done.stdout)
        self.assertEqual((kept["outcome"], len(kept["merge_conflicts"])), ("conflicts", 2))
        return kept["merge_id"]

    def test_conflicts_are_decided_row_by_row(self):
        merge = self.keep()
        self.assertRegex(self.graph.must("merge", "list", self.graph.root),
                         rf"\A{merge} open feature into main, 0 of 2 conflicts decided actor=ann at=\S+\n\Z")
        shown = self.must("merge", "resolve", merge, "--row", "Person/Bob", "--take", "theirs")
        self.assertIn("1 of 2 conflicts decided\n", shown)
        self.assertRegex(shown, r"(?m)^  theirs  divergent_update  Person/Bob ")
        self.assertRegex(shown, r"(?m)^  open    delete_vs_update  Person/\"Carol C\" ")
        self.assertIn(f"omnigraph merge resolve {merge} --row \"Person/Carol C\" --take", shown)

        # What is open yet is a conflict still, and the decision stays.
        done = self.run_on("merge", "continue", merge)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("delete_vs_update", done.stdout)
        self.assertNotIn("divergent_update", done.stdout)
        # The target goes on meanwhile.
        self.do("found", name="Initech")
        decided = self.json("merge", "resolve", merge, "--row", "node:Person/Carol C", "--take", "ours")
        self.assertEqual([conflict["decision"] for conflict in decided["merge_conflicts"]], ["ours"])
        done = self.json("merge", "continue", merge, "--as", "max")
        self.assertEqual((done["outcome"], done["actor_id"], done["merge_id"]), ("merged", "max", merge))
        self.assertEqual({name: age for name, (age, _) in self.people().items()}, {"Alice": 30, "Bob": 26, "Carol C": 51})
        self.assertEqual(self.commits()[0]["actor_id"], "max")
        self.assertEqual(self.must("merge", "list"), "no open merges\n")
        ended = self.json("merge", "list", "--all")["merges"][0]
        self.assertEqual((ended["merge_id"], ended["state"], ended["merged_commit_id"]), (merge, "done", done["graph_commit_id"]))
        self.assert_fails(self.run_on("merge", "continue", merge), f"merge {merge} is done")

    def test_all_at_once(self):
        merge = self.keep()
        shown = self.must("merge", "resolve", merge, "--take", "newest")
        self.assertIn("2 of 2 conflicts decided", shown)
        self.assertEqual(self.must("merge", "continue", merge), "merged feature into main: merged\n")
        self.assertEqual(self.people()["Bob"][0], 27)

    def test_abort(self):
        merge = self.keep()
        before = self.exported()
        self.assertEqual(self.must("merge", "abort", merge), f"aborted merge {merge} of feature into main\n")
        self.assertEqual(self.json("merge", "show", merge)["state"], "aborted")
        self.assertEqual(self.exported(), before)
        self.assert_fails(self.run_on("merge", "resolve", merge, "--take", "ours"), "is aborted")

    def test_refusals_name_what_is_wrong(self):
        merge = self.keep()
        self.assert_fails(self.run_on("merge", "resolve", merge, "--row", "Person/Zoe", "--take", "ours"),
                          "has no conflict about 'Person/Zoe'")
        self.assert_fails(self.run_on("merge", "resolve", merge, "--row", "Zoe", "--take", "ours"), "expected TYPE/ID")
        self.assert_fails(self.run_on("merge", "show", "01KA0000000000000000000000"), "01KA0000000000000000000000")


class RevertAndPick(History):
    def test_revert_takes_a_commit_back_and_only_that(self):
        before = self.exported()
        commit = self.do("age", name="Bob", value=26)
        self.assertEqual(self.must("revert", commit, "--dry-run"), f"would revert {commit} on main\nPerson  +0 ~1 -0\n")
        done = self.must("revert", commit, "--as", "ann")
        self.assertRegex(done, rf"\Areverted {commit} on main\ncommit \S{{26}} \(version 4\)\nPerson  \+0 ~1 -0\n\Z")
        self.assertEqual(self.exported(), before)
        newest = self.commits()[0]
        self.assertEqual((newest["operation"], newest["actor_id"], newest["message"]), ("revert", "ann", f"revert {commit}"))
        self.assertEqual(self.must("revert", commit), f"nothing to revert: main has nothing of {commit} any more\n")
        self.assertEqual(self.json("revert", commit)["outcome"], "already_up_to_date")

    def test_later_changes_of_the_same_are_conflicts(self):
        commit = self.do("age", name="Bob", value=26)
        self.do("age", name="Bob", value=27)
        self.do("city", name="Bob", value="Rome")
        self.assert_fails(self.run_on("revert", commit), "merge conflicts: node:Person:Bob (divergent_update)",
                          "--on-conflict theirs")
        error = self.json("revert", commit, code=1, stream="stderr")
        self.assertEqual((error["code"], error["commit_id"], error["branch"]), ("conflict", commit, "main"))
        self.assertEqual(self.json("revert", commit, "--on-conflict", "theirs")["conflicts_decided"], 1)
        self.assertEqual(self.people()["Bob"], (25, "Rome"))

    def test_a_merge_is_reverted_as_one(self):
        self.branch("feature")
        self.do("age", "feature", name="Alice", value=31)
        self.do("add", "feature", name="Dave")
        self.do("city", name="Alice", value="Berlin")
        before = self.exported()
        self.must("branch", "merge", "feature")
        self.must("revert", self.commits()[0]["graph_commit_id"])
        self.assertEqual(self.exported(), before)

    def test_cherry_pick(self):
        self.branch("feature")
        self.do("age", "feature", name="Alice", value=31)
        commit = self.do("add", "feature", name="Dave")
        self.assertEqual(self.must("cherry-pick", commit, "--dry-run"), f"would pick {commit} onto main\nPerson  +1 ~0 -0\n")
        picked = self.json("cherry-pick", commit, "--message", "Dave is needed now")
        self.assertEqual((picked["outcome"], picked["graph_commit_id"]), ("merged", self.commits()[0]["graph_commit_id"]))
        self.assertEqual(set(self.people()), {"Alice", "Bob", "Carol C", "Dave"})
        self.assertEqual(self.people()["Alice"][0], 30)
        self.assertEqual(self.must("cherry-pick", commit), f"nothing to pick: main has all of {commit} already\n")
        # And the merge later finds the same on both sides.
        self.assertEqual(self.json("branch", "merge", "feature")["outcome"], "merged")

    def test_unknown_and_first_commits(self):
        self.assert_json_error(self.run_on("revert", "01KA0000000000000000000000", "--json"), "not_found", "not found")
        self.assert_fails(self.run_on("revert", self.commits()[-1]["graph_commit_id"]), "is the first one")


class Differences(History):
    def setUp(self):
        super().setUp()
        self.branch("feature")
        self.do("age", "feature", "ann", name="Alice", value=31)
        self.do("add", "feature", "ann", name="Dave")
        self.newest = self.do("leave", "feature", "ann", name="Bob")

    def test_text_reads_as_a_review(self):
        self.assertEqual(self.must("diff", "main", "feature"),
                         '- Knows k1 Alice -> Bob {since: "2020-02-29"}\n'
                         '+ Person Dave {name: "Dave"}\n'
                         "~ Person Alice  age: 30 -> 31\n"
                         '- Person Bob {age: 25, name: "Bob"}\n')
        self.assertEqual(self.must("diff", "feature"),
                         '+ Knows k1 Alice -> Bob {since: "2020-02-29"}\n'
                         '+ Person Bob {age: 25, name: "Bob"}\n'
                         "~ Person Alice  age: 31 -> 30\n"
                         '- Person Dave {name: "Dave"}\n')
        self.assertEqual(self.must("diff", "main", "main"), "no changes\n")
        self.assertEqual(self.must("diff", "main", "feature", "--summary"), "Knows   +0 ~0 -1\nPerson  +1 ~1 -1\n")

    def test_json(self):
        diff = self.json("diff", "main@2", "feature")
        self.assertEqual((diff["from_version"], diff["to_version"], diff["branch"], diff["to_commit_id"]), (2, 5, None, self.newest))
        self.assertEqual([(change["type_name"], change["op"], change["id"]) for change in diff["changes"]],
                         [("Knows", "delete", "k1"), ("Person", "insert", "Dave"), ("Person", "update", "Alice"),
                          ("Person", "delete", "Bob")])
        self.assertEqual(diff["changes"][0],
                         {"table_key": "edge:Knows", "kind": "edge", "type_name": "Knows", "id": "k1", "op": "delete",
                          "manifest_version": 5, "endpoints": {"src": "Alice", "dst": "Bob"},
                          "before": {"since": "2020-02-29"}, "after": None})
        self.assertEqual((diff["changes"][2]["before"], diff["changes"][2]["after"]), ({"age": 30}, {"age": 31}))
        self.assertEqual(diff["stats"], {"inserts": 1, "updates": 1, "deletes": 2, "types_affected": ["Knows", "Person"]})
        self.assertEqual(self.json("diff", "feature@3", "feature@4")["branch"], "feature")
        summary = self.json("diff", "main", "feature", "--summary")
        self.assertNotIn("changes", summary)
        self.assertEqual(summary["tables"]["node:Person"], {"inserts": 1, "updates": 1, "deletes": 1})

    def test_filters(self):
        def found(*flags):
            return [(change["type_name"], change["op"]) for change in self.json("diff", "main", "feature", *flags)["changes"]]
        self.assertEqual(found("--kind", "edge"), [("Knows", "delete")])
        self.assertEqual(found("--kind", "node", "--op", "insert", "--op", "delete"), [("Person", "insert"), ("Person", "delete")])
        self.assertEqual(found("--type", "Knows", "--type", "Company"), [("Knows", "delete")])
        done = self.run_on("diff", "main", "feature", "--type", "Persn")
        self.assertEqual((done.returncode, done.stdout), (0, "no changes\n"))
        self.assertEqual(done.stderr, "warning: neither state has a type 'Persn'\n")

    def test_states_are_references(self):
        self.must("tag", "create", "v1")
        self.assertEqual(self.must("diff", "tag:v1", self.newest, "--op", "update"), "~ Person Alice  age: 30 -> 31\n")
        self.assert_fails(self.run_on("diff", "nowhere"), "nowhere")
        self.assert_json_error(self.run_on("diff", "tag:v2", "--json"), "not_found", "v2")

    def test_large_differences_are_whole_documents(self):
        self.graph.load_lines([{"type": "Person", "data": {"name": f"P{i:05}", "city": "x" * 20}} for i in range(5000)],
                              "--branch", "feature", "--mode", "append")
        diff = self.json("diff", "main", "feature", "--op", "insert")
        self.assertEqual(len(diff["changes"]), 5001)
        self.assertEqual(diff["stats"]["inserts"], 5001)
        self.assertEqual(self.must("diff", "main", "feature", "--op", "insert").count("\n"), 5001)

    def test_commit_show_changes(self):
        shown = self.must("commit", "show", self.newest, "--changes")
        self.assertIn("operation: mutate\n", shown)
        self.assertTrue(shown.endswith('- Knows k1 Alice -> Bob {since: "2020-02-29"}\n- Person Bob {age: 25, name: "Bob"}\n'))
        commit = self.json("commit", "show", self.newest, "--changes")
        self.assertEqual((commit["graph_commit_id"], len(commit["row_changes"]), commit["stats"]["deletes"]), (self.newest, 2, 2))
        first = self.json("commit", "show", self.commits()[-1]["graph_commit_id"], "--changes")
        self.assertEqual((first["operation"], first["row_changes"]), ("init", []))

    def test_colours_are_for_terminals_that_want_them(self):
        def on_terminal(**environment):
            controller, terminal = pty.openpty()
            with os.fdopen(controller, "rb") as output:
                subprocess.run([BINARY, "diff", "main", "feature", "--op", "update", "--uri", str(self.graph.root)],
                               stdout=terminal, check=True, env={**os.environ, "TERM": "xterm", **environment})
                os.close(terminal)
                return output.read1().decode().replace("\r\n", "\n")
        environment = {name: os.environ.pop(name) for name in ("NO_COLOR",) if name in os.environ}
        self.addCleanup(os.environ.update, environment)
        plain = "~ Person Alice  age: 30 -> 31\n"
        self.assertEqual(on_terminal(), "\033[33m" + plain.rstrip() + "\033[0m\n")
        self.assertEqual(on_terminal(NO_COLOR="1"), plain)
        self.assertEqual(on_terminal(TERM="dumb"), plain)


class Feed(History):
    def lines(self, *flags):
        return [json.loads(line) for line in self.graph.must("changes", self.graph.root, "--json", *flags).splitlines()]

    def test_a_cursor_resumes(self):
        first = self.lines()
        self.assertEqual([commit["operation"] for commit in first], ["init", "load"])
        self.assertEqual(len(first[1]["changes"]), 5)
        cursor = first[-1]["graph_commit_id"]
        self.assertEqual(self.lines("--since", cursor), [])
        commits = [self.do("age", name="Bob", value=i) for i in range(20)]
        later = self.lines("--since", cursor)
        self.assertEqual([commit["graph_commit_id"] for commit in later], commits)
        self.assertEqual(later[1]["changes"][0]["before"], {"age": 0})
        self.assertEqual(later[1]["changes"][0]["after"], {"age": 1})
        self.assertEqual([commit["graph_commit_id"] for commit in self.lines("--since", commits[3], "--limit", "9")], commits[4:13])

    def test_text_and_filters(self):
        commit = self.do("age", actor="ann", name="Bob", value=26)
        text = self.graph.must("changes", self.graph.root, "--type", "Person", "--op", "update")
        self.assertRegex(text, rf"(?m)^{commit} version=3 mutate at \S+ by ann\n  ~ Person Bob  age: 25 -> 26\ncursor: {commit}\n\Z")
        self.assertNotIn("Acme", text)
        self.branch("feature")
        other = self.do("add", "feature", name="Dave")
        self.assertEqual([line["graph_commit_id"] for line in self.lines("--branch", "feature", "--since", commit)], [other])
        self.assert_fails(self.run_on("changes", "--since", other), "not in the past of branch 'main'")


class EntityLog(History):
    def setUp(self):
        super().setUp()
        self.branch("feature")
        self.aged = self.do("age", "feature", "ann", name="Alice", value=31)
        self.moved = self.do("city", "main", "max", name="Alice", value="Berlin")
        self.must("branch", "merge", "feature", "--as", "zoe")
        self.loaded = self.commits()[-2]["graph_commit_id"]

    def test_it_tells_who_changed_what_and_not_who_merged(self):
        text = self.must("log", "Person/Alice")
        self.assertEqual(re.findall(r"(?m)^\S{26}", text), [self.aged, self.moved, self.loaded] if text.startswith(self.aged)
                         else [self.moved, self.aged, self.loaded])
        self.assertIn("  ~ Person Alice  age: 30 -> 31\n", text)
        self.assertIn(" by ann\n", text)
        self.assertNotIn("zoe", text)
        log = self.json("log", "Person/Alice")
        self.assertEqual((log["type_name"], log["id"], len(log["entries"])), ("Person", "Alice", 3))
        self.assertEqual(log["entries"][-1]["change"]["op"], "insert")
        self.assertEqual(len(self.json("log", "Person/Alice", "--limit", "1")["entries"]), 1)

    def test_last_names_the_writer_of_each_property(self):
        last = self.json("log", "Person/Alice", "--last")["properties"]
        self.assertEqual({name: (entry["value"], entry["commit"]["graph_commit_id"]) for name, entry in last.items()},
                         {"age": (31, self.aged), "city": ("Berlin", self.moved), "name": ("Alice", self.loaded)})
        self.assertRegex(self.must("log", "Person/Alice", "--last"), rf"(?m)^age: 31\n    {self.aged} version=3 mutate at \S+ by ann$")

    def test_what_is_gone_has_a_log_too(self):
        self.do("leave", name="Bob")
        self.assertIn("  - Person Bob", self.must("log", "Person/Bob"))
        self.assertIn("age: (deleted)\n", self.must("log", "Person/Bob", "--last"))
        self.assertNotIn("  - Person Bob", self.must("log", "Person/Bob", "--at", "main@2"))
        self.assertEqual(self.json("log", "Knows/k1")["entries"][0]["change"]["endpoints"], {"src": "Alice", "dst": "Bob"})

    def test_refusals(self):
        self.assert_fails(self.run_on("log", "Person/Nobody"), "no commit up to 'main' has a Person with id 'Nobody'")
        self.assert_fails(self.run_on("log", "Alice"), "expected TYPE/ID")
        self.assert_fails(self.run_on("log", "Persn/Alice"), "unknown type 'Persn'")


class CommitGraph(History):
    def test_a_merged_branch_has_a_lane_of_its_own(self):
        self.branch("feature")
        one = self.do("age", "feature", "ann", name="Alice", value=31)
        two = self.do("found", name="Initech")
        self.must("branch", "merge", "feature", "--delete-branch", "--message", "weekly")
        self.must("tag", "create", "v1")
        merge, _, loaded, first = [commit["graph_commit_id"] for commit in self.commits()]
        time = r"at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
        self.assertRegex(self.graph.must("commit", "graph", self.graph.root), "".join([
            rf"\A\* {merge} \(main, tag:v1\) merge feature: weekly {time}\n", r"\|\\\n",
            rf"\| \* {one} mutate by ann {time}\n", rf"\* \| {two} mutate {time}\n", r"\|/\n",
            rf"\* {loaded} load {time}\n", rf"\* {first} init {time}\n\Z"]))
        drawn = self.json("commit", "graph")
        self.assertEqual([commit["graph_commit_id"] for commit in drawn["commits"]], [merge, one, two, loaded, first])
        self.assertEqual((drawn["commits"][0]["branches"], drawn["commits"][0]["tags"], drawn["more"]), (["main"], ["v1"], False))

    def test_some_branches_and_some_commits(self):
        self.branch("feature")
        one = self.do("add", "feature", name="Dave")
        two = self.do("add", "main", name="Eve")
        drawn = self.graph.must("commit", "graph", "--branch", "feature", self.graph.root)
        self.assertIn(one, drawn)
        self.assertNotIn(two, drawn)
        done = self.run_on("commit", "graph", "--limit", "2")
        self.assertEqual((done.returncode, done.stdout.count("*"), done.stdout.count(":\n")), (0, 2, 2))
        self.assertIn("--limit", done.stderr)
        self.assertTrue(self.json("commit", "graph", "--limit", "2")["more"])
        self.assert_fails(self.run_on("commit", "graph", "--branch", "nope"), "branch 'nope' not found")


if __name__ == "__main__":
    unittest.main(verbosity=1)
