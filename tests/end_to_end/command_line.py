"""What tests of the command line share: a folder of their own, a small graph, and checks of errors.

Import it first: it takes the binary from the arguments, and leaves those of unittest.
"""
import json
import pathlib
import sys
import tempfile
import unittest

from graph_process import Graph

BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())

SCHEMA = """
node Person {
  name: String @key
  age: I32?
}
node Company {
  name: String @key
}
edge Knows: Person -> Person {
  since: Date?
  met: DateTime?
}
edge WorksAt: Person -> Company
"""
DATA = """\
// A comment, and a blank line.

{"type":"Person","data":{"name":"Alice","age":30}}
{"type":"Person","data":{"name":"Bob, \\"the\\" builder","age":25}}
{"type":"Person","data":{"name":"Chloé\\nZoë"}}
{"type":"Company","data":{"name":"Acme"}}
{"edge":"Knows","from":"Alice","to":"Bob, \\"the\\" builder","data":{"since":"2020-02-29"}}
{"edge":"WorksAt","from":"Alice","to":"Acme"}
"""
QUERIES = """
query people() {
  match { $p: Person }
  return { $p.name as name, $p.age as age }
  order { name }
}
query person($name: String) {
  match { $p: Person { name: $name } }
  return { $p.age as age }
}
query nobody() {
  match { $p: Person { name: "nobody" } }
  return { $p.name as name, $p.age as age }
}
query hire($name: String, $company: String) {
  insert Person { name: $name }
  insert WorksAt { from: $name, to: $company }
}
query birthday($name: String, $age: I32?) {
  update Person set { age: $age } where name = $name
}
query leave($name: String) {
  delete Person where name = $name
}
"""
BOB = 'Bob, "the" builder'


class CommandLine(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="omnigraph-cli-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.graph = Graph(BINARY, self.folder / "graph")
        self.schema = self.file("schema.pg", SCHEMA)
        self.data = self.file("data.jsonl", DATA)
        self.queries = self.file("queries.gq", QUERIES)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def load_all(self):
        self.graph.init(self.schema)
        self.graph.load(self.data)

    def query(self, command, name, *options, queries=None, **process_options):
        return self.graph.run(command, "--uri", self.graph.root, "--query", queries or self.queries, "--name", name, *options,
                              **process_options)

    def read(self, name, *options):
        done = self.query("read", name, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def names(self, *options):
        return [row["name"] for row in json.loads(self.read("people", "--json", *options))["rows"]]

    def commits(self):
        return json.loads(self.graph.must("commit", "list", self.graph.root, "--json"))["commits"]

    def assert_fails(self, done, *parts, code=1):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        for part in parts:
            self.assertIn(part, done.stderr)
        if code == 1 and not done.stderr.startswith("{"):
            self.assertRegex(done.stderr, r"(?m)^Error: \S")
        return done.stderr

    def assert_fails_and_changes_nothing(self, done, *parts):
        self.assert_fails(done, *parts)
        self.assertEqual(self.graph.export(), self.before)

    def assert_json_error(self, done, code, *parts):
        self.assert_fails(done)
        error = json.loads(done.stderr)
        self.assertEqual(error["code"], code)
        for part in parts:
            self.assertIn(part, error["error"])
        return error
