#!/usr/bin/env python3
"""omnigraph.yaml, aliases, the env file, and `query lint`, as a user meets them.

Usage: config_test.py BINARY [unittest arguments].
"""
import json
import subprocess
import unittest

from command_line import BINARY, BOB, QUERIES, SCHEMA, CommandLine

CONFIG = """\
graphs:
  local:
    uri: graph
  other:
    uri: other
cli:
  graph: local
query:
  roots: [queries, .]
aliases:
  age:
    command: read
    query: people.gq
    name: person
    args: [name]
    format: kv
  elsewhere: {command: read, query: people.gq, name: people, graph: other, format: csv}
  birthday: {command: change, query: people.gq, name: birthday, args: [name, age]}
"""


class Configured(CommandLine):
    """A folder with a graph, a configuration, and queries below queries/."""

    def setUp(self):
        super().setUp()
        self.load_all()
        (self.folder / "omnigraph.yaml").unlink()
        self.file("omnigraph.yaml", CONFIG)
        (self.folder / "queries").mkdir()
        self.file("queries/people.gq", QUERIES)

    def run_in(self, folder, *arguments, environment=None):
        return subprocess.run([BINARY, *map(str, arguments)], cwd=folder, env={**self.graph.environment, **(environment or {})},
                              capture_output=True, text=True, encoding="utf-8", check=False)

    def run_here(self, *arguments):
        return self.run_in(self.folder, *arguments)

    def says(self, *arguments):
        done = self.run_here(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout


class GraphAndBranch(Configured):
    def test_every_command_finds_the_graph_of_the_configuration(self):
        for words in [["snapshot"], ["export"], ["schema", "show"], ["commit", "list"], ["load", "--data", self.data],
                      ["read", "--query", "people.gq", "--name", "people"], ["query", "lint", "--query", "people.gq"],
                      ["change", "--query", "people.gq", "--name", "leave", "--params", '{"name":"nobody"}']]:
            with self.subTest(words=words):
                self.assertNotEqual(self.says(*words), "")
        commit = json.loads(self.says("commit", "list", "--json"))["commits"][0]["graph_commit_id"]
        self.assertIn(commit, self.says("commit", "show", commit))

    def test_a_uri_wins_over_a_target_and_a_target_over_the_configuration(self):
        self.assertTrue(self.says("snapshot", "--target", "local").startswith("branch: main"))
        self.assert_fails(self.run_here("snapshot", "--target", "other"), "there is no graph at")
        self.assertTrue(self.says("snapshot", "--target", "other", "graph").startswith("branch: main"))
        self.assertTrue(self.says("snapshot", "--target", "nowhere", "--uri", "graph").startswith("branch: main"))
        self.assert_fails(self.run_here("snapshot", "--target", "nowhere"), "graph 'nowhere' not found in omnigraph.yaml")
        self.assert_json_error(self.run_here("snapshot", "--target", "locl", "--json"), "bad_request", "did you mean 'local'")

    def test_without_any_graph(self):
        empty = self.folder / "empty"
        empty.mkdir()
        for words in [["snapshot"], ["export"], ["load", "--data", self.data], ["commit", "show", "x"],
                      ["read", "--query", self.queries, "--name", "people"]]:
            with self.subTest(words=words):
                self.assert_fails(self.run_in(empty, *words), "URI must be provided via <URI>, --target, or config")

    def test_only_the_current_folder_is_looked_in_and_config_names_another(self):
        below = self.folder / "queries"
        self.assert_fails(self.run_in(below, "snapshot"), "URI must be provided")
        done = self.run_in(below, "snapshot", "--config", "../omnigraph.yaml")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_fails(self.run_here("snapshot", "--config", "nowhere.yaml"), "config file 'nowhere.yaml'")

    def test_the_branch_of_the_configuration(self):
        self.file("omnigraph.yaml", CONFIG + "\n").write_text(CONFIG.replace("graph: local\nquery", "graph: local\n  branch: dev\nquery"))
        for words in [["snapshot"], ["export"], ["commit", "list"], ["load", "--data", self.data],
                      ["read", "--query", "people.gq", "--name", "people"], ["change", "--alias", "birthday", "Alice", "3"]]:
            self.assert_fails(self.run_here(*words), "branch 'dev' not found")
        self.assertTrue(self.says("snapshot", "--branch", "main").startswith("branch: main"))

    def test_remote_graphs_are_refused(self):
        self.assert_fails(self.run_here("load", "--data", self.data, "http://host/"),
                          "load is only supported against local repo URIs in this milestone")
        self.assert_fails(self.run_here("query", "lint", "--query", "people.gq", "https://host/"),
                          "query lint is only supported against local repo URIs in this milestone")
        self.assert_json_error(self.run_here("snapshot", "--json", "http://host/"), "unsupported", "http://host/")

    def test_wrong_configurations_are_told_with_place_key_and_expectation(self):
        self.file("omnigraph.yaml", "cli:\n  output_format: xml\n")
        for words in [["snapshot", "graph"], ["read", "--uri", "graph", "--query", "people.gq"], ["export", "graph"]]:
            self.assert_fails(self.run_here(*words),
                              "omnigraph.yaml:2:18: 'cli.output_format': expected table, kv, csv, jsonl or json, found 'xml'")
        self.file("omnigraph.yaml", "cli: [")
        self.assert_json_error(self.run_here("snapshot", "--json"), "bad_request", "omnigraph.yaml:1:", "YAML")
        self.assertEqual(self.run_here("version").returncode, 0)


class Init(Configured):
    def test_init_leaves_a_configuration_beside_the_graph(self):
        new = self.folder / "deep" / "down"
        self.assertEqual(self.says("init", "--schema", self.schema, "deep/down/graph"), "initialized deep/down/graph\n")
        text = (new / "omnigraph.yaml").read_text()
        for line in ["    uri: 'graph'\n", "  output_format: table\n", "  roots:\n    - queries\n    - .\n", "aliases:\n  #"]:
            self.assertIn(line, text)
        done = self.run_in(new, "snapshot")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_is_there_stays(self):
        self.says("init", "--schema", self.schema, "second")
        self.assertEqual((self.folder / "omnigraph.yaml").read_text(), CONFIG)
        self.assertFalse((self.folder / "second" / "omnigraph.yaml").exists())

    def test_a_refused_init_leaves_nothing(self):
        self.assert_fails(self.run_here("init", "--schema", self.file("bad.pg", "node"), "deep/graph"))
        self.assertFalse((self.folder / "deep").exists())


class Formats(Configured):
    def with_cli(self, lines):
        self.file("omnigraph.yaml", CONFIG.replace("cli:\n", "cli:\n" + lines))

    def test_the_format_of_the_configuration_holds_unless_something_is_said(self):
        self.with_cli("  output_format: csv\n")
        people = ["read", "--query", "people.gq", "--name", "people"]
        self.assertTrue(self.says(*people).startswith("name,age\n"))
        self.assertTrue(self.says(*people, "--format", "kv").startswith("3 rows"))
        self.assertTrue(self.says(*people, "--json").startswith("{"))
        self.assertEqual(self.says("read", "--alias", "age", "Alice"), "1 rows from branch main via person\nrow 1\nage: 30\n")

    def test_errors_follow_the_format_of_the_configuration(self):
        self.with_cli("  output_format: json\n")
        self.assert_json_error(self.run_here("read", "--query", "people.gq", "--name", "nope"), "bad_request", "query 'nope' not found")
        self.assert_json_error(self.run_here("read", "--query", "nope.gq"), "not_found", "query file 'nope.gq' not found")

    def test_the_width_and_layout_of_tables(self):
        people = ["read", "--query", "people.gq", "--name", "people"]
        self.with_cli("  table_max_column_width: 9\n")
        self.assertIn(f"{BOB[:8]}… | 25", self.says(*people))
        self.with_cli("  table_max_column_width: 9\n  table_cell_layout: wrap\n")
        self.assertIn('Bob, "the | 25  \n" builder | ', self.says(*people))


class Aliases(Configured):
    def test_arguments_are_parameters_by_position(self):
        self.assertEqual(self.says("read", "--alias", "age", BOB), "1 rows from branch main via person\nrow 1\nage: 25\n")
        self.assertEqual(self.says("change", "--alias", "birthday", "Alice", "31"), "changed main via birthday: 1 nodes, 0 edges\n")
        self.assertIn("age: 31\n", self.says("read", "--alias", "age", "Alice"))
        self.says("change", "--alias", "birthday", "Alice", "null")
        self.assertIn("age: null\n", self.says("read", "--alias", "age", "Alice"))

    def test_typed_arguments(self):
        self.assert_fails(self.run_here("read", "--alias", "age", "29"), "param 'name': expected string, got number")
        self.assertIn("(no rows)", self.says("read", "--alias", "age", '"29"'))
        self.assert_fails(self.run_here("read", "--alias", "age", "[1,2]"), "param 'name': expected string, got array")
        self.assert_fails(self.run_here("change", "--alias", "birthday", "Alice", "young"), "param 'age'")
        self.assertIn("1 nodes", self.says("change", "--alias", "birthday", "--", "Alice", "-5"))
        self.assertIn("age: -5\n", self.says("read", "--alias", "age", "Alice"))

    def test_explicit_parameters_win(self):
        self.assertIn("age: 25", self.says("read", "--alias", "age", "Alice", "--params", json.dumps({"name": BOB})))
        params = self.file("p.json", '{"age": 77}')
        self.says("change", "--alias", "birthday", "Alice", "31", "--params-file", params)
        self.assertIn("age: 77\n", self.says("read", "--alias", "age", "Alice"))

    def test_too_many_arguments_and_too_few(self):
        self.assert_fails(self.run_here("read", "--alias", "age", "a", "b"), "alias 'age' expects at most 1 args but got 2")
        self.assert_fails(self.run_here("read", "--alias", "age"), "parameter 'name' not provided")

    def test_alias_or_query(self):
        message = "exactly one of --alias or --query must be provided"
        for command in ("read", "change"):
            self.assert_fails(self.run_here(command), message)
            self.assert_fails(self.run_here(command, "--alias", "age", "--query", "people.gq"), message)
        self.assert_json_error(self.run_here("read", "--json"), "bad_request", message)

    def test_unknown_and_wrong_aliases(self):
        self.assert_fails(self.run_here("read", "--alias", "ages", "x"), "alias 'ages' not found in omnigraph.yaml", "'age'")
        self.assert_fails(self.run_here("read", "--alias", "birthday", "x"), "alias 'birthday' is a Change alias, not a Read alias")
        self.assert_fails(self.run_here("change", "--alias", "age", "x"), "alias 'age' is a Read alias, not a Change alias")
        self.assert_fails(self.run_in(self.folder / "queries", "read", "--alias", "age"), "alias 'age' not found")

    def test_the_graph_of_an_alias_and_the_flags_before_it(self):
        self.assert_fails(self.run_here("read", "--alias", "elsewhere"), "there is no graph at")
        self.assertTrue(self.says("read", "--alias", "elsewhere", "--target", "local").startswith("name,age\n"))
        self.assertTrue(self.says("read", "--alias", "elsewhere", "--uri", "graph").startswith("name,age\n"))
        self.assertTrue(self.says("read", "--alias", "elsewhere", "--uri", "graph", "--format", "json").startswith("{"))

    def test_the_first_argument_is_the_graph_only_if_nothing_else_names_one(self):
        self.assertIn("(no rows)", self.says("read", "--alias", "age", "http://example.org/"))
        self.file("omnigraph.yaml", CONFIG.replace("cli:\n  graph: local\n", ""))
        self.assertIn("age: 30", self.says("read", "--alias", "age", "graph", "Alice"))
        self.assertIn("age: 30", self.says("read", "--alias", "age", "--target", "local", "Alice"))
        self.assertIn("age: 30", self.says("read", "--alias", "age", "--uri", "graph", "Alice"))

    def test_the_name_of_a_query_wins_over_the_alias(self):
        self.assertIn("via people\n", self.says("read", "--alias", "age", "--name", "people"))


class QueryFiles(Configured):
    def test_roots_are_looked_through_in_order(self):
        only = 'query %s() { match { $c: Company } return { $c.name } }'
        self.file("queries/q.gq", only % "in_root")
        self.assertIn("via in_root", self.says("read", "--query", "q.gq"))
        self.file("q.gq", only % "in_folder")
        self.assertIn("via in_folder", self.says("read", "--query", "q.gq"))
        self.assertIn("via in_root", self.says("read", "--query", self.folder / "queries" / "q.gq"))

    def test_paths_start_from_the_folder_of_the_configuration(self):
        here = self.folder / "here"
        here.mkdir()
        only = 'query %s() { match { $c: Company } return { $c.name } }'
        self.file("here/q.gq", only % "in_current")
        self.assert_fails(self.run_in(here, "read", "--config", "../omnigraph.yaml", "--query", "q.gq"), "query file 'q.gq' not found")
        self.file("queries/q.gq", only % "in_root")
        self.assertIn("via in_root", self.run_in(here, "read", "--config", "../omnigraph.yaml", "--query", "q.gq").stdout)
        self.assertIn("via in_current", self.run_in(here, "read", "--uri", "../graph", "--query", "q.gq").stdout)

    def test_errors_show_the_file_that_was_found(self):
        self.file("queries/bad.gq", "query bad() {\n  match { $p: Persn }\n  return { $p.name }\n}\n")
        self.assert_fails(self.run_here("read", "--query", "bad.gq"), "Error: queries/bad.gq:2:15: [T1]")


class EnvFile(Configured):
    EMBED = "node Note {\n  slug: String @key\n  text: String\n  vector: Vector(2) @embed(text)\n}\n"

    def load_notes(self, environment=None):
        data = self.file("notes.jsonl", '{"type":"Note","data":{"slug":"a","text":"b"}}\n')
        self.graph.environment.pop("OMNIGRAPH_EMBEDDINGS_MOCK", None)
        return self.run_in(self.folder, "load", "--data", data, "notes", environment=environment)

    def test_variables_are_there_unless_the_environment_has_them(self):
        self.says("init", "--schema", self.file("notes.pg", self.EMBED), "notes")
        self.assert_fails(self.load_notes(), "vector")
        self.file("omnigraph.yaml", CONFIG + "auth: {env_file: secrets/.env}\n")
        self.assert_fails(self.load_notes(), "vector")  # there is no such file: as if nothing were said
        (self.folder / "secrets").mkdir()
        self.file("secrets/.env", "# comment\n\nexport OMNIGRAPH_EMBEDDINGS_MOCK = '1'\n")
        self.assertEqual(self.load_notes().returncode, 0)
        self.assert_fails(self.load_notes({"OMNIGRAPH_EMBEDDINGS_MOCK": "0"}), "vector")

    def test_lines_that_are_none_are_told_without_their_content(self):
        self.file("omnigraph.yaml", CONFIG + "auth: {env_file: .env}\n")
        self.file(".env", "A=1\nsecret\n")
        self.assertNotIn("secret", self.assert_fails(self.run_here("snapshot"), "env file '.env', line 2: expected NAME=value"))


class Lint(Configured):
    UPDATES = "query grow($name: String, $age: I32?) {\n  update Person set { age: $age } where name = $name\n}\n"

    def lint(self, text, *options):
        return self.run_here("query", "lint", "--query", self.file("lint.gq", text), *options)

    def test_a_right_file(self):
        done = self.lint(self.UPDATES, "--schema", self.schema)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "OK    query `grow` (mutation)\n"
                                      "INFO  Lint complete: 1 queries processed (0 error(s), 0 warning(s), 0 info item(s))\n")

    def test_schema_file_and_graph_say_the_same(self):
        from_file, from_graph = self.lint(QUERIES, "--schema", self.schema, "--json"), self.lint(QUERIES, "--json")
        by_name = self.run_here("query", "check", "--query", "lint.gq", "--json", "--target", "local")
        reports = [json.loads(done.stdout) for done in (from_file, from_graph, by_name)]
        sources = [report.pop("schema_source") for report in reports]
        self.assertEqual(sources, [{"kind": "file", "path": str(self.schema)}, {"kind": "repo", "uri": "graph"}, {"kind": "repo", "uri": "graph"}])
        self.assertEqual([report.pop("query_path") for report in reports], [str(self.folder / "lint.gq")] * 2 + ["lint.gq"])
        self.assertEqual(reports[0], reports[1])
        self.assertEqual(reports[0], reports[2])
        self.assertEqual((reports[0]["status"], reports[0]["queries_processed"], reports[0]["errors"]), ("ok", 6, 0))
        self.assertEqual(self.run_here("query", "lint", "--query", "lint.gq").stdout, self.run_here("query", "check", "--query", "lint.gq").stdout)

    def test_properties_that_no_update_sets(self):
        schema = self.file("other.pg", SCHEMA.replace("age: I32?", "age: I32?\n  city: String?"))
        done = self.lint(self.UPDATES, "--schema", schema)
        self.assertEqual(done.returncode, 0)
        self.assertIn("\nWARN  Person.city exists in schema but no update query sets it\n", done.stdout)
        finding = json.loads(self.lint(self.UPDATES, "--schema", schema, "--json").stdout)["findings"][0]
        self.assertEqual({key: finding[key] for key in ("severity", "code", "type_name", "property")},
                         {"severity": "warning", "code": "L201", "type_name": "Person", "property": "city"})

    def test_a_type_error_is_shown_with_its_place_and_fails(self):
        text = self.UPDATES + "query typo() {\n  match { $p: Persn }\n  return { $p.name }\n}\n"
        done = self.lint(text)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        for part in ["OK    query `grow` (mutation)\n", "ERROR query `typo`: type error: T1: ", "lint.gq:5:15 [T1]\n    5 |   match { $p: Persn }\n",
                     "fix: did you mean `Person`?", "(1 error(s), 0 warning(s), 0 info item(s))\n"]:
            self.assertIn(part, done.stdout)
        done = self.lint(text, "--json")
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, done.stderr, report["status"], report["errors"]), (1, "", "error", 1))
        self.assertEqual([query["status"] for query in report["results"]], ["ok", "error"])

    def test_a_text_that_does_not_parse(self):
        done = self.lint("query broken() {\n  match { $p Person }\n", "--json")
        report = json.loads(done.stdout)
        self.assertEqual((done.returncode, report["status"], report["queries_processed"], report["results"]), (1, "error", 0, []))
        self.assertEqual({finding["code"] for finding in report["findings"]}, {"Q000"})
        self.assertIn("ERROR parse error: Q001: ", self.lint("query broken() {").stdout)

    def test_warnings(self):
        done = self.lint('query gone() {\n  delete Person where name = "x"\n}\nquery some() { match { $p: Person } return { $p.name } limit 3 }\n')
        self.assertEqual(done.returncode, 0)
        self.assertIn("WARN  query `gone`: mutation declares no params; hardcoded mutations are easy to miss\n", done.stdout)
        self.assertIn("[L311]\n", done.stdout)

    def test_neither_schema_nor_graph(self):
        done = self.run_in(self.folder / "queries", "query", "lint", "--query", "people.gq")
        self.assert_fails(done, "query lint requires --schema <schema.pg> or a resolvable repo target")

    def test_wrong_inputs(self):
        self.assert_fails(self.lint(QUERIES, "--schema", self.file("bad.pg", "node Person {\n  name: Text\n}\n")), "bad.pg:2:9: [S101]")
        self.assert_json_error(self.lint(QUERIES, "--json", "--schema", "nowhere.pg"), "not_found", "schema file 'nowhere.pg'")
        self.assert_fails(self.run_here("query", "lint", "--query", "nowhere.gq"), "query file 'nowhere.gq' not found")


if __name__ == "__main__":
    unittest.main()
