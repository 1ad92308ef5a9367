"""Loads of what people have: CSV, compressed files, directories, pipes; and what a terminal shows meanwhile.

Usage: load_test.py BINARY
"""
import gzip
import os
import pty
import subprocess
import threading
import unittest

from command_line import BINARY, CommandLine
from graph_process import Graph

EXPORT = """\
{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k","met":null,"since":"2020-02-29"}}
{"edge":"WorksAt","from":"Alice","to":"Acme","data":{"id":"w"}}
{"type":"Company","data":{"id":"Acme","name":"Acme"}}
{"type":"Person","data":{"id":"Alice","age":30,"name":"Alice"}}
{"type":"Person","data":{"id":"Bob","age":null,"name":"Bob"}}
"""


class Inputs(CommandLine):
    def setUp(self):
        super().setUp()
        self.graph.init(self.schema)
        self.inputs = self.folder / "inputs"
        self.inputs.mkdir()

    def input(self, name, data):
        path = self.inputs / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def test_a_directory_loads_in_the_byte_order_of_its_names(self):
        self.input("knows.csv", "from,to,since,id\nAlice,Bob,2020-02-29,k\n")
        self.input("Person.csv.gz", gzip.compress(b"name,age\r\nAlice,30\r\nBob,\r\n"))
        self.input("a.jsonl", '{"type":"Company","data":{"name":"Acme"}}')
        self.input("b.ndjson.gz", gzip.compress(b'{"edge":"WorksAt","from":"Alice","to":"Acme","data":{"id":"w"}}\n'))
        self.input("README.txt", "not to be loaded")
        (self.inputs / "below").mkdir()
        self.assertIn("3 nodes across 2 node types, 2 edges across 2 edge types", self.graph.load(self.inputs))
        self.assertEqual(self.graph.export(), EXPORT)

    def test_several_files_and_stdin(self):
        people = self.input("Person.csv", "name,age\nAlice,30\nBob,\n")
        rest = ('{"type":"Company","data":{"name":"Acme"}}\n{"edge":"WorksAt","from":"Alice","to":"Acme","data":{"id":"w"}}\n'
                '{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k","since":"2020-02-29"}}\n')
        self.graph.must("load", "--data", people, "--data", "-", self.graph.root, stdin=rest)
        self.assertEqual(self.graph.export(), EXPORT)
        self.before = EXPORT
        done = self.graph.run("load", "--data", people, "--data", "-", self.graph.root, stdin=rest + "{\n")
        self.assert_fails_and_changes_nothing(done, "line 4 of standard input")

    def test_csv_from_stdin_needs_its_type(self):
        self.graph.must("load", "--type", "Person", "--data", "-", self.graph.root, stdin="name\nAlice\n")
        self.assertEqual(self.graph.export(), '{"type":"Person","data":{"id":"Alice","age":null,"name":"Alice"}}\n')
        self.before = self.graph.export()
        self.assert_fails_and_changes_nothing(
            self.graph.run("load", "--type", "Persn", "--data", "-", self.graph.root, stdin="name\nA\n"), "line 1 of standard input", "'Persn'")
        lines = self.input("x.jsonl", '{"type":"Person","data":{"name":"A"}}\n')
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--type", "Person", "--data", lines, self.graph.root), "--type")

    def test_csv_errors_name_file_line_and_column(self):
        self.before = self.graph.export()
        for text, parts in [("name,age\nA,1\nB,x\n", ["line 3 of ", "Person.csv", "'age'", "'x'"]),
                            ("name,age\nA\n", ["line 2 of ", "expected 2 cells"]),
                            ("name,age\n\"A,1\n", ["line 2 of ", "cell 1"]),
                            ("age\n1\n", ["line 2 of ", "name"])]:
            with self.subTest(text=text):
                path = self.input("Person.csv", text)
                self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", path, self.graph.root), *parts)
                as_json = self.graph.run("load", "--json", "--data", path, self.graph.root)
                self.assert_json_error(as_json, "bad_request", *parts)

    def test_what_cannot_be_loaded_is_told_before_anything_is(self):
        self.before = self.graph.export()
        good = self.input("Person.csv", "name\nA\n")
        for words in (["--data", good, "--data", self.folder / "nowhere.csv"], ["--data", self.folder / "nowhere"]):
            self.assert_fails_and_changes_nothing(self.graph.run("load", *words, self.graph.root), "data file", "nowhere")
        good.unlink()
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", self.inputs, self.graph.root), "directory", str(self.inputs))
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", "-", "--data", "-", self.graph.root, stdin=""), "stdin")

    def test_damaged_compressed_files_load_nothing(self):
        self.before = self.graph.export()
        rows = "".join(f'{{"type":"Person","data":{{"name":"p{i}"}}}}\n' for i in range(20000)).encode()
        whole = gzip.compress(rows)
        for damaged in (whole[:-1], whole[: len(whole) // 2], whole[:1000] + b"\0\0\0\0" + whole[1004:], whole + b"x"):
            path = self.input("people.jsonl.gz", damaged)
            self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", path, self.graph.root), "compressed input", "byte ")
        self.graph.load(self.input("people.jsonl.gz", whole))

    def test_threads_change_nothing(self):
        rows = "".join(f'{{"edge":"Knows","from":"p{i * 7 % 50000}","to":"p{i}"}}\n{{"type":"Person","data":{{"name":"p{i}","age":{i % 90}}}}}\n'
                       for i in range(50000))
        path = self.input("rows.jsonl", rows)
        exports = []
        for threads in (1, 2, 5):
            graph = Graph(BINARY, self.folder / f"graph{threads}")
            graph.init(self.schema)
            graph.load(path, "--threads", str(threads))
            lines = graph.export().splitlines()
            exports.append([line.split('"id":"0', 1)[0] for line in lines])
        self.assertEqual(len(exports[0]), 100000)
        self.assertEqual(exports[0], exports[1])
        self.assertEqual(exports[0], exports[2])


class Progress(CommandLine):
    def on_a_terminal(self, *words):
        """What a load prints on stdout, and shows on a terminal as its stderr."""
        primary, secondary = pty.openpty()
        shown = bytearray()

        def read():
            try:
                while data := os.read(primary, 4096):
                    shown.extend(data)
            except OSError:  # the other end is closed
                pass

        reader = threading.Thread(target=read)
        reader.start()
        done = subprocess.run([BINARY, "load", "--data", self.data, *words, self.graph.root], stdout=subprocess.PIPE, stderr=secondary,
                              timeout=60, check=True)
        os.close(secondary)
        reader.join()
        os.close(primary)
        return done.stdout.decode(), shown.decode()

    def test_is_one_line_on_a_terminal_and_gone_at_the_end(self):
        self.graph.init(self.schema)
        _, shown = self.on_a_terminal()
        self.assertRegex(shown, r"^\r\x1b\[K6 rows, [0-9,]+ rows/s, all read")
        self.assertTrue(shown.endswith("\r\x1b[K"))
        self.assertNotIn("\n", shown)

    def test_is_silent_where_it_is_not_wanted(self):
        self.graph.init(self.schema)
        out, shown = self.on_a_terminal("--json")
        self.assertIn('"nodes_loaded": 4', out)
        self.assertEqual(shown, "")
        self.assertEqual(self.on_a_terminal("--quiet"), ("", ""))
        self.assertEqual(self.graph.run("load", "--data", self.data, self.graph.root).stderr, "")


if __name__ == "__main__":
    unittest.main()
