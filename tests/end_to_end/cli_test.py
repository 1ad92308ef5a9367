#!/usr/bin/env python3
"""The command line as a user and a script meet it: outputs, formats, exit codes, errors.

Usage: cli_test.py BINARY [unittest arguments]. Each test has a folder of its own; errors must have a
message on stderr, nothing on stdout, and leave the graph as it was.
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import unittest

from command_line import BINARY, BOB, DATA, SCHEMA, CommandLine
from graph_process import Graph


class General(CommandLine):
    def test_version_is_said_the_same_way_three_times(self):
        said = {self.graph.must(word) for word in ("version", "-v", "--version")}
        self.assertEqual(len(said), 1)
        self.assertRegex(said.pop(), r"\Aomnigraph \d+\.\d+\.\d+\S*\n\Z")

    def test_help_is_printed_everywhere(self):
        for words in [[], ["init"], ["load"], ["read"], ["change"], ["export"], ["snapshot"], ["commit", "list"],
                      ["commit", "show"], ["schema", "show"], ["schema", "plan"], ["schema", "apply"]]:
            for flag in ("-h", "--help"):
                self.assertIn("--help", self.graph.must(*words, flag))

    def test_usage_errors_exit_with_2(self):
        root = self.graph.root
        for words in [[], ["frobnicate"], ["run", "list"], ["init", root], ["init", "--schema", self.schema], ["load", root],
                      ["load", "--data", self.data, "--mode", "sideways", root], ["load", "--data", self.data, "--nope", root],
                      ["commit"], ["query"], ["query", "lint", root], ["schema", "apply", root],
                      ["read", "--uri", root, "--query", self.queries, "a", "b"], ["commit", "show", "--uri", root],
                      ["read", "--uri", root, "--query", self.queries, "--branch", "main", "--snapshot", "x"],
                      ["read", "--uri", root, "--query", self.queries, "--format", "xml"],
                      ["commit", "list", "--limit", "-3", root], ["commit", "list", "--limit", "0", root],
                      ["read", "--uri", root, "--query", self.queries, "--json", "--format", "csv"],
                      ["read", "--uri", root, "--query", self.queries, "--params", "{}", "--params-file", "x"]]:
            with self.subTest(words=words):
                done = self.graph.run(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn("--help", done.stderr)
        self.assertFalse(root.exists())

    def test_missing_files_and_graphs(self):
        root = self.graph.root
        self.assert_fails(self.graph.run("init", "--schema", "nowhere.pg", root), "schema file", "nowhere.pg")
        self.assertFalse(root.exists())
        empty = self.folder / "empty"
        empty.mkdir()
        for place in (root, empty):
            for words in [["load", "--data", self.data, place], ["export", place], ["snapshot", place], ["commit", "list", place],
                          ["schema", "show", place], ["read", "--uri", place, "--query", self.queries, "--name", "people"],
                          ["change", "--uri", place, "--query", self.queries, "--name", "leave", "--params", '{"name":"x"}']]:
                with self.subTest(words=words):
                    self.assert_fails(self.graph.run(*words), "there is no graph at", str(place), "omnigraph init")
        self.assertFalse(root.exists())
        self.assertEqual(list(empty.iterdir()), [])
        self.load_all()
        self.assert_fails(self.graph.run("load", "--data", "nowhere.jsonl", root), "data file", "nowhere.jsonl")
        self.assert_fails(self.query("read", "people", queries="nowhere.gq"), "query file", "nowhere.gq")
        self.assert_fails(self.query("read", "people", "--params-file", "nowhere.json"), "params file", "nowhere.json")
        self.assert_fails(self.graph.run("load", "--data", empty, root), str(empty), "directory")

    def test_init_refuses_what_is_there_already_and_wrong_schemas(self):
        self.assert_fails(self.graph.run("init", "--schema", self.file("bad.pg", "node Person {\n  name: Text\n}\n"), self.graph.root),
                          "bad.pg:2:9: [S", "Text")
        self.assertFalse(self.graph.root.exists())
        self.assertEqual(self.graph.init(self.schema), f"initialized {self.graph.root}\n")
        self.assert_fails(self.graph.run("init", "--schema", self.schema, self.graph.root), "already")

    def test_schema_show_gives_the_source_back(self):
        self.load_all()
        self.assertEqual(self.graph.must("schema", "show", self.graph.root), SCHEMA)
        self.assertEqual(self.graph.must("schema", "get", self.graph.root), SCHEMA)
        self.assertEqual(json.loads(self.graph.must("schema", "show", "--json", self.graph.root)), {"schema_source": SCHEMA})


class Verify(CommandLine):
    def test_a_whole_graph_is_clean(self):
        self.load_all()
        self.assertRegex(self.graph.must("verify", self.graph.root),
                         r"\Averified \S+: 2 commits in 2 records, \d+ objects, 6 rows; clean\n\Z")
        report = json.loads(self.graph.must("verify", "--deep", "--json", self.graph.root))
        self.assertEqual((report["clean"], report["deep"], report["commits"], report["findings"]), (True, True, 2, []))

    def test_findings_exit_with_1_and_do_not_stop_it(self):
        self.load_all()
        data = sorted(self.graph.root.glob("nodes/*/data/*.lance"))
        data[0].unlink()
        data[1].write_bytes(data[1].read_bytes()[:-1])
        done = self.graph.run("verify", "--json", self.graph.root)
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, done.stderr, report["clean"], report["finding_count"]), (1, "", False, 2))
        self.assertEqual({finding["object"] for finding in report["findings"]},
                         {str(path.relative_to(self.graph.root)) for path in data})
        self.assertIn({"object": str(data[0].relative_to(self.graph.root)), "problem": "it is missing"}, report["findings"])
        self.assertEqual(self.graph.run("verify", self.graph.root).returncode, 1)

    def test_a_graph_that_does_not_open_is_verified_all_the_same(self):
        self.load_all()
        for path in self.graph.root.glob("__manifest/branches/main/*.json"):
            path.write_text("{}")
        (self.graph.root / "__manifest" / "format.json").write_text("")
        done = self.graph.run("verify", self.graph.root)
        self.assertEqual(done.returncode, 1)
        self.assertIn("; 3 findings\n", done.stdout)

    def test_no_graph(self):
        self.assert_fails(self.graph.run("verify", self.graph.root), "there is no graph at")


class Load(CommandLine):
    def test_human_and_json_output(self):
        self.graph.init(self.schema)
        self.assertEqual(self.graph.load(self.data), f"loaded {self.graph.root} on branch main with overwrite: "
                                                     "4 nodes across 2 node types, 2 edges across 2 edge types\n")
        self.assertEqual(json.loads(self.graph.load(self.data, "--json")),
                         {"uri": str(self.graph.root), "branch": "main", "mode": "overwrite", "nodes_loaded": 4, "edges_loaded": 2,
                          "node_types_loaded": 2, "edge_types_loaded": 2, "graph_commit_id": self.commits()[0]["graph_commit_id"],
                          "manifest_version": 3, "repeated": False,
                          "tables": {"edge:Knows": 3, "edge:WorksAt": 3, "node:Company": 3, "node:Person": 3}})

    def test_stdin_and_file_load_the_same(self):
        self.load_all()
        from_file = re.sub(r'"id":"0[^"]*"', "", self.graph.export())
        self.graph.must("load", "--data", "-", self.graph.root, stdin=DATA)
        self.assertEqual(re.sub(r'"id":"0[^"]*"', "", self.graph.export()), from_file)

    def test_export_loads_into_an_equal_graph(self):
        self.load_all()
        text = self.graph.export()
        self.assertEqual(text.count("\n"), 6)
        copy = Graph(BINARY, self.folder / "copy")
        copy.init(self.schema)
        copy.must("load", "--data", "-", copy.root, stdin=text)
        self.assertEqual(copy.export(), text)

    def test_unknown_properties_are_counted_on_stderr(self):
        self.graph.init(self.schema)
        lines = self.file("extra.jsonl", '{"type":"Person","data":{"name":"A","height":1},"comment":"x"}\n'
                                         '{"type":"Person","data":{"name":"B","height":2}}\n')
        done = self.graph.run("load", "--data", lines, self.graph.root)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"(?m)^warning: .*Person\.height \(2 times\)")
        self.assertRegex(done.stderr, r"(?m)^warning: .*'comment' \(1 times\)")
        self.before = self.graph.export()
        strict = self.graph.run("load", "--strict", "--data", lines, self.graph.root)
        self.assert_fails_and_changes_nothing(strict, "Person.height", "comment")

    def test_wrong_lines_name_their_place_and_change_nothing(self):
        self.load_all()
        self.before = self.graph.export()
        person = '{"type":"Person","data":{"name":"Dora","age":%s}}\n'
        for text, parts in [
            (person % "1" + '{"type":"Person",', ["line 2", "JSON"]),
            (person % "1" + "[1]\n", ["line 2"]),
            ('\n{"type":"Persn","data":{}}\n', ["line 2: unknown node type 'Persn'"]),
            ('{"edge":"Likes","from":"a","to":"b"}\n', ["line 1: unknown edge type 'Likes'"]),
            ('{"edge":"Knows","to":"b"}\n', ["line 1: edge missing 'from'"]),
            ('{"data":{}}\n', ["line 1: expected 'type' or 'edge' field"]),
            (person % '"old"', ["line 1", "'age'", "integer"]),
            (person % "2147483648", ["line 1", "'age'", "I32"]),
            (person % "1.5", ["line 1", "'age'"]),
            ('{"type":"Person","data":{"age":1}}\n', ["line 1", "name"]),
            (DATA + '{"edge":"Knows","from":"Alice","to":"Nobody"}\n', ["Knows", "'Nobody' not found in Person"]),
            (DATA + '{"edge":"Knows","from":"Alice","to":"Alice","data":{"since":"2021-02-29"}}\n', ["line 9", "2021-02-29"]),
            # Once stored, and exported as 1969-12-31 and as texts that no load reads: no day, no
            # instant may be taken that has no text.
            (DATA + '{"edge":"Knows","from":"Alice","to":"Alice","data":{"since":2147483647}}\n', ["line 9", "out of range: 2147483647"]),
            (DATA + '{"edge":"Knows","from":"Alice","to":"Alice","data":{"met":253402300800000}}\n', ["line 9", "out of range: 253402300800000"]),
            (DATA + '{"edge":"Knows","from":"Alice","to":"Alice","data":{"met":"9999-12-31T23:59:59-00:01"}}\n', ["line 9", "DateTime"]),
        ]:
            with self.subTest(text=text[-60:]):
                done = self.graph.run("load", "--data", "-", self.graph.root, stdin=text)
                self.assert_fails_and_changes_nothing(done, *parts)
                as_json = self.graph.run("load", "--json", "--data", "-", self.graph.root, stdin=text)
                self.assert_json_error(as_json, "bad_request", *parts)

    def test_duplicate_keys_name_both_lines(self):
        self.load_all()
        self.before = self.graph.export()
        text = '{"type":"Person","data":{"name":"A"}}\n\n{"type":"Person","data":{"name":"B"}}\n{"type":"Person","data":{"name":"A"}}\n'
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", "-", self.graph.root, stdin=text),
                                              "line 4", "line 1", "'A'")

    def test_overwrite_that_would_leave_dangling_edges_needs_cascade(self):
        self.load_all()
        self.before = self.graph.export()
        text = '{"type":"Person","data":{"name":"Alice"}}\n'
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", "-", self.graph.root, stdin=text), "1 Knows", "--cascade")
        done = self.graph.run("load", "--cascade", "--data", "-", self.graph.root, stdin=text)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Knows", done.stderr)
        self.assertNotIn('"edge":"Knows"', self.graph.export())
        self.assertIn('"edge":"WorksAt"', self.graph.export())
        self.assertEqual(self.commits()[0]["operation"], "load")

    def test_unknown_branch(self):
        self.load_all()
        self.before = self.graph.export()
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", self.data, "--branch", "nope", self.graph.root),
                                              "branch 'nope' not found")


class Read(CommandLine):
    def setUp(self):
        super().setUp()
        self.load_all()

    def test_table(self):
        self.assertEqual(self.read("people"), f"""3 rows from branch main via people
name               | age 
-------------------+-----
Alice              | 30  
{BOB} | 25  
Chloé\\nZoë         | null
""")
        self.assertEqual(self.read("nobody", "--format", "table"), "0 rows from branch main via nobody\nname | age\n-----+----\n")

    def test_json(self):
        rows = [{"name": "Alice", "age": 30}, {"name": BOB, "age": 25}, {"name": "Chloé\nZoë", "age": None}]
        expected = {"query_name": "people", "target": {"branch": "main", "snapshot": None}, "row_count": 3,
                    "columns": ["name", "age"], "rows": rows}
        text = self.read("people", "--json")
        self.assertEqual(json.loads(text), expected)
        self.assertEqual(text, json.dumps(expected, indent=2, ensure_ascii=False) + "\n")
        self.assertEqual(self.read("people", "--format", "json"), text)

    def test_jsonl(self):
        head, *rows = map(json.loads, self.read("people", "--format", "jsonl").splitlines())
        self.assertEqual(head, {"kind": "metadata", "query_name": "people", "target": {"branch": "main", "snapshot": None}, "row_count": 3})
        self.assertEqual([row["age"] for row in rows], [30, 25, None])

    def test_csv(self):
        text = self.read("people", "--format", "csv")
        self.assertEqual(list(csv.reader(io.StringIO(text, newline=""))),
                         [["name", "age"], ["Alice", "30"], [BOB, "25"], ["Chloé\nZoë", "null"]])
        self.assertIn('"Bob, ""the"" builder",25\n', text)

    def test_kv(self):
        self.assertTrue(self.read("people", "--format", "kv").startswith(
            "3 rows from branch main via people\nrow 1\nname: Alice\nage: 30\n\nrow 2\n"))
        self.assertEqual(self.read("nobody", "--format", "kv"), "0 rows from branch main via nobody\n(no rows)\n")

    def test_timing_is_a_line_on_stderr(self):
        for done in [self.query("read", "people", "--timing"),
                     self.query("change", "birthday", "--timing", "--params", '{"name":"Alice","age":31}'),
                     self.graph.run("load", "--timing", "--data", self.data, self.graph.root),
                     self.graph.run("export", "--timing", self.graph.root)]:
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stderr, r"\Atook \d+\.\d ms\n\Z")
            self.assertNotIn("took", done.stdout)

    @unittest.skipUnless(pathlib.Path("/dev/full").exists(), "needs /dev/full")
    def test_output_that_cannot_be_written_is_an_error(self):
        for words in [["export", self.graph.root], ["commit", "list", self.graph.root], ["version"],
                      ["read", "--uri", self.graph.root, "--query", self.queries, "--name", "people"]]:
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, *map(str, words)], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn("Error: cannot write to stdout", done.stderr)

    def test_params_from_text_and_file(self):
        self.assertIn("30", self.read("person", "--params", '{"name":"Alice"}'))
        self.assertIn("25", self.read("person", "--params-file", self.file("params.json", json.dumps({"name": BOB}))))

    def test_wrong_params(self):
        for params, parts in [(None, ["name", "not provided"]), ("[1]", ["object"]), ("{", ["object"]),
                              ('{"name": 5}', ["param 'name': expected string"])]:
            with self.subTest(params=params):
                options = [] if params is None else ["--params", params]
                self.assert_fails(self.query("read", "person", *options), *parts)
                self.assert_json_error(self.query("read", "person", "--json", *options), "bad_request", *parts)

    def test_choice_of_query(self):
        done = self.graph.run("read", "--uri", self.graph.root, "--query", self.queries)
        self.assert_fails(done, "query file contains multiple queries; pass --name")
        self.assert_fails(self.query("read", "nope"), "query 'nope' not found")
        only = self.file("only.gq", 'query only() { match { $c: Company } return { $c.name } }')
        self.assertIn("Acme", self.graph.must("read", "--uri", self.graph.root, "--query", only))

    def test_wrong_queries_show_the_place(self):
        typo = self.file("typo.gq", 'query typo() {\n  match { $p: Persn }\n  return { $p.name }\n}\n')
        text = self.assert_fails(self.query("read", "typo", queries=typo), "typo.gq:2:15: [T1]", "`Persn`", "Person")
        self.assertIn("2 |   match { $p: Persn }\n", text)
        error = self.assert_json_error(self.query("read", "typo", "--json", queries=typo), "bad_request", "T1")
        self.assertEqual([(d["code"], d["line"], d["column"]) for d in error["diagnostics"]], [("T1", 2, 15)])
        self.assertEqual(error["diagnostic"], error["diagnostics"][0])
        self.assert_json_error(self.query("read", "typo", "--format", "jsonl", queries=typo), "bad_request")
        broken = self.file("broken.gq", "query broken() {\n  match { $p Person }\n")
        for command in ("read", "change"):
            self.assert_fails(self.query(command, "broken", queries=broken), "broken.gq:", "[Q")
            error = self.assert_json_error(self.query(command, "broken", "--json", queries=broken), "bad_request")
            self.assertTrue(error["error"].startswith("parse error: Q"), error)
            self.assertEqual(error["diagnostic"]["stage"], "parse")
        self.assert_fails(self.query("change", "people"), "people")
        self.assert_fails(self.query("read", "leave", "--params", '{"name":"Alice"}'), "leave")
        self.assertIn("Alice", self.names())

    def test_unknown_branch_and_snapshot(self):
        self.assert_fails(self.query("read", "people", "--branch", "nope"), "branch 'nope' not found")
        self.assert_json_error(self.query("read", "people", "--branch", "nope", "--json"), "not_found", "branch 'nope' not found")
        self.assert_json_error(self.query("read", "people", "--snapshot", "nope", "--json"), "not_found", "'nope' not found")

    def test_export_filters(self):
        everything = self.graph.export().splitlines()
        pick = lambda *options: self.graph.must("export", *options, self.graph.root).splitlines()  # noqa: E731
        self.assertEqual(pick("--type", "Person"), [line for line in everything if line.startswith('{"type":"Person"')])
        self.assertEqual(pick("--table", "edge:Knows", "--type", "Company"),
                         [line for line in everything if '"Knows"' in line or '"Company"' in line])
        self.assert_fails(self.graph.run("export", "--type", "Nope", self.graph.root), "unknown export type 'Nope'")
        self.assert_fails(self.graph.run("export", "--table", "node:Nope", self.graph.root), "unknown export table 'node:Nope'")
        done = self.graph.run("export", "--jsonl", self.graph.root)
        self.assertEqual(done.stderr, "warning: --jsonl is deprecated; `omnigraph export` always emits JSONL\n")
        self.assertEqual(done.stdout.splitlines(), everything)


class ChangeAndHistory(CommandLine):
    def setUp(self):
        super().setUp()
        self.load_all()

    def change(self, name, params, *options):
        return self.query("change", name, "--params", json.dumps(params), *options)

    def test_outputs(self):
        done = self.change("hire", {"name": "Dora", "company": "Acme"})
        self.assertEqual((done.stdout, done.stderr), ("changed main via hire: 1 nodes, 1 edges\n", ""))
        answer = json.loads(self.change("leave", {"name": "Alice"}, "--json").stdout)
        self.assertEqual({key: answer[key] for key in ("branch", "query_name", "affected_nodes", "affected_edges", "actor_id")},
                         {"branch": "main", "query_name": "leave", "affected_nodes": 1, "affected_edges": 2, "actor_id": None})

    def test_refused_changes_change_nothing_at_all(self):
        self.before, commits = self.graph.export(), self.commits()
        for name, params, parts in [("hire", {"name": "Dora", "company": "Nowhere"}, ["'Nowhere' not found in Company"]),
                                    ("hire", {"name": None, "company": "Acme"}, ["name"]),
                                    ("birthday", {"name": "Alice", "age": 2**31}, ["age"])]:
            with self.subTest(name=name, params=params):
                self.assert_fails_and_changes_nothing(self.change(name, params), *parts)
                self.assert_json_error(self.change(name, params, "--json"), "bad_request", *parts)
        self.assert_fails_and_changes_nothing(self.change("leave", {"name": "Alice"}, "--branch", "nope"), "branch 'nope' not found")
        self.assertEqual(self.commits(), commits)

    def test_a_change_that_touches_nothing_is_no_commit(self):
        commits = self.commits()
        self.assertEqual(self.change("leave", {"name": "nobody"}).stdout, "changed main via leave: 0 nodes, 0 edges\n")
        self.assertEqual(self.commits(), commits)

    def test_receipts(self):
        answer = json.loads(self.change("hire", {"name": "Dora", "company": "Acme"}, "--json").stdout)
        self.assertEqual((answer["graph_commit_id"], answer["manifest_version"], answer["tables"], answer["repeated"]),
                         (self.commits()[0]["graph_commit_id"], 3, {"edge:WorksAt": 3, "node:Person": 3}, False))
        done = self.change("leave", {"name": "nobody"}, "--retry", "2")
        self.assertEqual(done.stdout, "changed main via leave: 0 nodes, 0 edges\nno commit (version 3)\n")

    def test_expected_versions(self):
        for options in (["--expect", "Person=2"], ["--expect", "node:Person=3", "--expect", "WorksAt=3"]):
            self.assertEqual(self.change("hire", {"name": "Dora" + options[1][-1], "company": "Acme"}, *options).returncode, 0)
        self.before = self.graph.export()
        stale = self.change("leave", {"name": "Alice"}, "--expect", "Person=2", "--json")
        self.assertEqual(self.assert_json_error(stale, "conflict", "stale view of 'node:Person'")["manifest_conflict"],
                         {"table_key": "node:Person", "expected": 2, "actual": 4})
        load = self.graph.run("load", "--data", self.data, "--expect", "Company=9", "--json", self.graph.root)
        self.assertEqual(self.assert_json_error(load, "conflict")["manifest_conflict"],
                         {"table_key": "node:Company", "expected": 9, "actual": 2})
        self.assert_fails_and_changes_nothing(self.change("leave", {"name": "Alice"}, "--expect", "Persons=2"), "no table 'Persons'")
        for wrong in ("Person", "Person=", "=2", "Person=two", "Person=-1"):
            self.assert_fails(self.change("leave", {"name": "Alice"}, "--expect", wrong), code=2)

    def test_if_commit(self):
        newest = self.commits()[0]["graph_commit_id"]
        done = self.change("leave", {"name": "Alice"}, "--if-commit", newest)
        self.assertRegex(done.stdout, r"\Achanged main via leave: 1 nodes, 2 edges\n"
                                      r"commit \w{26} \(version 3\): edge:Knows v3, edge:WorksAt v3, node:Person v3\n\Z")
        self.before = self.graph.export()
        for again in (self.change("birthday", {"name": "Chloé\nZoë", "age": 2}, "--if-commit", newest),
                      self.graph.run("load", "--data", self.data, "--if-commit", newest, self.graph.root)):
            self.assert_fails_and_changes_nothing(again, "the branch has moved on", newest)

    def test_idempotency_keys(self):
        def hire(name, *options):
            return self.change("hire", {"name": name, "company": "Acme"}, "--idempotency-key", "k1", *options)
        first, again = (json.loads(hire("Dora", "--json").stdout) for _ in range(2))
        self.assertEqual(again, dict(first, repeated=True))
        self.assertIn(f"commit {first['graph_commit_id']} (version 3, of an earlier request)", hire("Dora").stdout)
        self.before = self.graph.export()
        self.assert_fails_and_changes_nothing(hire("Emil"), "k1")
        self.assert_json_error(hire("Emil", "--json"), "conflict")
        load = ("load", "--data", "-", "--mode", "merge", "--idempotency-key", "k2", "--json", self.graph.root)
        first, again = (json.loads(self.graph.must(*load, stdin=DATA)) for _ in range(2))
        self.assertEqual(again, dict(first, repeated=True))
        self.assert_json_error(self.graph.run(*load, stdin=DATA + "\n"), "conflict", "k2")
        self.assertEqual([commit["manifest_version"] for commit in self.commits()], [4, 3, 2, 1])

    def test_timeout(self):
        for words in (["--timeout", "0"], ["--timeout", "-1"], ["--timeout", "soon"]):
            self.assert_fails(self.change("leave", {"name": "Alice"}, *words), code=2)
        self.before = self.graph.export()
        self.assert_fails_and_changes_nothing(self.change("leave", {"name": "Alice"}, "--timeout", "0.000001"), "deadline")
        self.assert_fails_and_changes_nothing(
            self.graph.run("load", "--data", self.data, "--timeout", "0.000001", self.graph.root), "deadline")
        self.assertEqual(self.change("leave", {"name": "Alice"}, "--timeout", "600").returncode, 0)

    def test_snapshot_reads_an_older_commit(self):
        loaded = self.commits()[0]["graph_commit_id"]
        self.change("leave", {"name": "Alice"})
        self.assertNotIn("Alice", self.names())
        self.assertIn("Alice", self.names("--snapshot", loaded))
        self.assertTrue(self.read("people", "--snapshot", loaded).startswith(f"3 rows from snapshot {loaded} via people\n"))
        target = json.loads(self.read("people", "--json", "--snapshot", loaded))["target"]
        self.assertEqual(target, {"branch": None, "snapshot": loaded})
        self.assertEqual(self.names("--snapshot", self.commits()[-1]["graph_commit_id"]), [])

    def test_commits_newest_first(self):
        self.change("leave", {"name": "Alice"})
        commits = self.commits()
        self.assertEqual([commit["operation"] for commit in commits], ["mutate", "load", "init"])
        self.assertEqual([commit["manifest_version"] for commit in commits], [3, 2, 1])
        self.assertEqual([commit["parent_commit_id"] for commit in commits], [commits[1]["graph_commit_id"], commits[2]["graph_commit_id"], None])
        lines = self.graph.must("commit", "list", self.graph.root).splitlines()
        for line, commit in zip(lines, commits, strict=True):
            self.assertTrue(line.startswith(f"{commit['graph_commit_id']} branch=main version={commit['manifest_version']}"), line)
        self.assertEqual(len(self.graph.must("commit", "list", "--limit", "2", self.graph.root).splitlines()), 2)

    def test_commit_show(self):
        commit = self.commits()[0]
        text = self.graph.must("commit", "show", "--uri", self.graph.root, commit["graph_commit_id"])
        lines = dict(line.split(": ", 1) for line in text.splitlines())
        self.assertEqual([lines[key] for key in ("graph_commit_id", "manifest_branch", "manifest_version", "parent_commit_id")],
                         [commit["graph_commit_id"], "main", "2", commit["parent_commit_id"]])
        self.assertIn("created_at", lines)
        self.assertNotIn("actor_id", lines)
        shown = json.loads(self.graph.must("commit", "show", "--json", "--uri", self.graph.root, commit["graph_commit_id"]))
        self.assertEqual({key: shown[key] for key in commit}, commit)
        self.assert_fails(self.graph.run("commit", "show", "--uri", self.graph.root, "nope"), "commit 'nope' not found")
        self.assert_json_error(self.graph.run("commit", "show", "--json", "--uri", self.graph.root, "nope"), "not_found")

    def test_snapshot_command_lists_tables(self):
        text = self.graph.must("snapshot", self.graph.root)
        self.assertTrue(text.startswith("branch: main\nmanifest_version: 2\n"), text)
        rows = re.findall(r"(?m)^((?:node|edge):\w+) v\d+ branch=main rows=(\d+)$", text)
        self.assertEqual(rows, [("edge:Knows", "1"), ("edge:WorksAt", "1"), ("node:Company", "1"), ("node:Person", "3")])
        tables = json.loads(self.graph.must("snapshot", "--json", self.graph.root))["tables"]
        self.assertEqual([(table["table_key"], str(table["row_count"])) for table in tables], rows)
        for table in tables:
            self.assertTrue((self.graph.root / table["table_path"]).is_dir())
        self.assert_fails(self.graph.run("snapshot", "--branch", "nope", self.graph.root), "branch 'nope' not found")

    def test_schema_plan_and_apply(self):
        def plan(*words):
            return self.graph.must("schema", "plan", self.graph.root, *words)

        def apply(*words):
            return self.graph.must("schema", "apply", self.graph.root, *words)

        same = self.file("same.pg", "// the same\n" + SCHEMA)
        self.assertEqual(plan("--schema", same), f"schema plan for {self.graph.root}\nsupported: yes\nno schema changes\n")
        self.assertEqual(apply("--schema", same), f"schema apply for {self.graph.root}\nsupported: yes\napplied: no\n"
                                                  "manifest_version: 2\nno schema changes\n")
        more = self.file("more.pg", SCHEMA + "\nnode Town { name: String @key }\n")
        step = {"kind": "add_type", "type_kind": "node", "name": "Town", "effect": []}
        self.assertEqual(json.loads(plan("--schema", more, "--json")),
                         {"uri": str(self.graph.root), "supported": True, "step_count": 1, "steps": [step]})
        less = self.file("less.pg", "node Town { name: String @key }\n")
        self.assertIn("supported: no\n", plan("--schema", less))
        self.assert_fails(self.graph.run("schema", "apply", self.graph.root, "--schema", less), "--allow-data-loss")
        self.assert_json_error(self.graph.run("schema", "apply", self.graph.root, "--schema", less, "--json"), "bad_request")
        broken = self.file("broken.pg", "node Town {\n  name: Strng\n}\n")
        self.assert_fails(self.graph.run("schema", "apply", self.graph.root, "--schema", broken), "broken.pg:2:9: [S101]")
        applied = json.loads(apply("--schema", more, "--as", "act-ann", "--idempotency-key", "k", "--json"))
        self.assertEqual((applied["supported"], applied["applied"], applied["step_count"], applied["manifest_version"],
                          applied["steps"]), (True, True, 1, 3, [step]))
        again = json.loads(apply("--schema", more, "--idempotency-key", "k", "--json"))
        self.assertEqual((again["graph_commit_id"], again["repeated"]), (applied["graph_commit_id"], True))
        self.assertIn("actor_id: act-ann\n", self.graph.must("commit", "show", "--uri", self.graph.root, applied["graph_commit_id"]))
        self.assertIn("node:Town v1 branch=main rows=0\n", self.graph.must("snapshot", self.graph.root))
        self.assertEqual(self.graph.must("schema", "show", self.graph.root, "--at", "main@2"), SCHEMA)


if __name__ == "__main__":
    unittest.main()
