#!/usr/bin/env python3
"""Bad inputs and bad surroundings, through the binary: each is a typed error with exit code 1, and
changes nothing. (Wrong texts with their places: cli_test.py.)

Usage: bad_input_test.py BINARY [unittest arguments].
"""
import errno
import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import unittest

from command_line import BINARY, DATA, SCHEMA, CommandLine

NOBODY = 65534
BYTE_ORDER_MARK = "\ufeff"


def files_of(folder):
    """Every file below the folder with its content's hash."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class BadPlaces(CommandLine):
    def commands(self, place):
        return [["load", "--data", self.data, place], ["export", place], ["snapshot", place], ["commit", "list", place],
                ["commit", "show", "--uri", place, "x"], ["schema", "show", place], ["query", "lint", "--query", self.queries, place],
                ["read", "--uri", place, "--query", self.queries, "--name", "people"],
                ["change", "--uri", place, "--query", self.queries, "--name", "leave", "--params", '{"name":"x"}']]

    def test_a_path_that_is_a_file(self):
        for place in (self.data, self.data / "below"):
            for words in [*self.commands(place), ["init", "--schema", self.schema, place]]:
                with self.subTest(words=words):
                    self.assert_fails(self.graph.run(*words), str(self.data))
        self.assertEqual(self.data.read_text(), DATA)

    def test_a_folder_of_other_things_is_no_graph_and_is_left_alone(self):
        other = self.folder / "other"
        (other / "__manifest").mkdir(parents=True)
        self.file("other/notes.txt", "mine")
        for words in self.commands(other):
            with self.subTest(words=words):
                self.assert_fails(self.graph.run(*words), "there is no graph at", str(other))
        self.assertEqual([path.name for path in sorted(other.rglob("*"))], ["__manifest", "notes.txt"])

    def test_uris_that_lead_nowhere(self):
        for uri, parts in [("ftp://host/x", ["ftp"]), ("s3://bucket/x", ["s3"]), ("http://host/x", ["http://host/x"])]:
            for words in self.commands(uri)[1:5]:
                with self.subTest(words=words):
                    self.assert_fails(self.graph.run(*words, cwd=self.folder), *parts)


class BadTexts(CommandLine):
    def setUp(self):
        super().setUp()
        self.load_all()
        self.before = self.graph.export()

    def test_texts_that_are_no_text(self):
        garbage = self.folder / "garbage"
        for content in (b"\x00\x01\x02\xff\xfe", b"\xff" * 5000, bytes(range(256)), b"{" * 100_000, b"(" * 100_000, b"\x7fELF" + b"\x00" * 4000):
            garbage.write_bytes(content)
            new = self.folder / "new"
            with self.subTest(content=content[:10]):
                self.assert_fails(self.graph.run("init", "--schema", garbage, new), "garbage")
                self.assertFalse(new.exists())
                self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", garbage, self.graph.root), "line 1")
                for command in ("read", "change"):
                    self.assert_fails_and_changes_nothing(self.query(command, "x", queries=garbage), "garbage:", "[Q001]")
                self.assert_fails_and_changes_nothing(self.query("read", "person", "--params-file", garbage), "params JSON must be an object")
                self.assert_fails(self.graph.run("snapshot", "--config", garbage, self.graph.root), "garbage")

    def test_empty_files(self):
        empty = self.file("empty", "")
        self.assert_fails_and_changes_nothing(self.query("read", "x", queries=empty), "query 'x' not found")
        self.assert_fails_and_changes_nothing(self.query("read", "person", "--params-file", empty), "params JSON must be an object")

    def test_a_byte_order_mark_at_the_start_of_a_file_does_not_count(self):
        for name, text in [("schema.pg", SCHEMA), ("data.jsonl", DATA[DATA.index("{"):]), ("queries.gq", self.queries.read_text())]:
            self.file(name, BYTE_ORDER_MARK + text)
        self.assertTrue(self.data.read_bytes().startswith(b'\xef\xbb\xbf{"type"'), self.data.read_bytes()[:40])
        self.graph.root = self.folder / "second"
        self.load_all()
        self.assertEqual(re.sub(r'"id":"0[^"]*"', "", self.graph.export()), re.sub(r'"id":"0[^"]*"', "", self.before))
        self.assertEqual(self.graph.must("schema", "show", self.graph.root), SCHEMA)
        self.assertIn("Alice", self.read("people", "--params-file", self.file("params.json", BYTE_ORDER_MARK + "{}")))

    def test_a_byte_order_mark_elsewhere_is_told(self):
        text = '{"type":"Person","data":{"name":"A"}}\n' + BYTE_ORDER_MARK + '{"type":"Person","data":{"name":"B"}}\n'
        self.assert_fails_and_changes_nothing(self.graph.run("load", "--data", self.file("two.jsonl", text), self.graph.root), "line 2")

    def test_line_ends_of_other_systems(self):
        text = DATA.replace("\n", "\r\n").replace("\\r\\n", "\\n")
        self.graph.must("load", "--data", self.file("dos.jsonl", text), self.graph.root)
        self.assertEqual(re.sub(r'"id":"0[^"]*"', "", self.graph.export()), re.sub(r'"id":"0[^"]*"', "", self.before))


class BadDisks(CommandLine):
    def setUp(self):
        super().setUp()
        self.load_all()
        self.before = self.graph.export()

    def as_nobody(self):
        """Options that run a command without rights on our folders; skips where that cannot be."""
        self.folder.chmod(0o755)
        if os.getuid() != 0:
            return {}
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        try:
            subprocess.run([BINARY, "version"], check=True, capture_output=True, **options)
        except (PermissionError, subprocess.CalledProcessError) as error:
            self.skipTest(f"no other user can run the binary: {error}")
        return options

    def test_a_graph_that_may_only_be_read(self):
        options = self.as_nobody()
        for path in [self.graph.root, *self.graph.root.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        self.addCleanup(lambda: [path.chmod(0o755) for path in self.graph.root.rglob("*") if path.is_dir()])
        files = files_of(self.graph.root)
        self.assertEqual(self.graph.run("export", self.graph.root, **options).stdout, self.before)
        self.assertEqual(self.graph.run("snapshot", self.graph.root, **options).returncode, 0)
        load = ["load", "--data", self.data, self.graph.root]
        change = ["change", "--uri", self.graph.root, "--query", self.queries, "--name", "leave", "--params", '{"name":"Alice"}']
        for words in (load, change):
            with self.subTest(words=words):
                self.assert_fails(self.graph.run(*words, **options), str(self.graph.root))
                self.assert_json_error(self.graph.run(*words, "--json", **options), "failed_precondition")
        self.assertEqual(files_of(self.graph.root), files)

    def test_files_that_may_not_be_read(self):
        options = self.as_nobody()
        self.data.chmod(0)
        if os.getuid() != 0:
            self.addCleanup(self.data.chmod, 0o644)
        message = os.strerror(errno.EACCES)
        self.assert_fails(self.graph.run("load", "--data", self.data, self.graph.root, **options), "data file", message)
        for path in sorted(self.graph.root.glob("nodes/*/data/*")):
            path.chmod(0)
        done = self.query("read", "people", **options)
        self.assert_fails(done, ".lance", message)

    def test_no_init_where_nothing_may_be_written(self):
        options = self.as_nobody()
        self.folder.chmod(0o555)
        self.addCleanup(self.folder.chmod, 0o755)
        for place in (self.folder / "new", self.folder / "deep" / "new"):
            self.assert_fails(self.graph.run("init", "--schema", self.schema, place, **options), str(self.folder))
            self.assertFalse(place.exists())

    def test_a_full_disk(self):
        """The limit of a file's size: every write beyond it fails, as on a disk that is full."""
        lines = "".join(f'{{"type":"Person","data":{{"name":"{hashlib.sha256(str(i).encode()).hexdigest()}"}}}}\n' for i in range(2000))
        data = self.file("more.jsonl", lines)
        load = ["load", "--mode", "overwrite", "--cascade", "--data", data, self.graph.root]
        change = ["change", "--uri", self.graph.root, "--query", self.queries, "--name", "hire", "--params", '{"name":"Dora","company":"Acme"}']
        for words, limit in [(load, 30_000), (load, 600), (load, 0), (change, 300), (change, 0)]:
            def limited():
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # as a shell leaves it; the program must ignore it by itself
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            with self.subTest(command=words[0], limit=limit):
                done = self.graph.run(*words, "--json", preexec_fn=limited)
                self.assert_json_error(done, "resource_exhausted")
                self.assertEqual(self.graph.export(), self.before)
        self.graph.must(*load)
        self.assertEqual(self.graph.must("export", "--type", "Person", self.graph.root).count("\n"), 2000)

    def test_no_init_on_a_full_disk(self):
        new = self.folder / "new"
        done = self.graph.run("init", "--schema", self.schema, new, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
        self.assert_fails(done)
        self.assert_fails(self.graph.run("snapshot", new), "there is no graph at")
        self.assertEqual(self.graph.must("init", "--schema", self.schema, new), f"initialized {new}\n")


class BadFiles(CommandLine):
    """What is stored, damaged. Every damage is on a copy of what it was before."""

    def setUp(self):
        super().setUp()
        self.load_all()
        self.before = self.graph.export()
        self.write = ["change", "--uri", self.graph.root, "--query", self.queries, "--name", "hire",
                      "--params", '{"name":"Dora","company":"Acme"}', "--json"]

    def assert_corrupt(self, path, content, *words):
        """With `content` in `path`, the command fails as corruption of that file, and all files stay as they are."""
        good = path.read_bytes()
        path.write_bytes(content)
        try:
            files = files_of(self.graph.root)
            done = self.graph.run(*words)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(path.stem, done.stderr)
            if words[0] != "export":  # an export has printed what came before the damage
                self.assertEqual(done.stdout, "")
            if "--json" in words:
                self.assertEqual(json.loads(done.stderr)["code"], "corruption", done.stderr)
            self.assertEqual(files_of(self.graph.root), files)
        finally:
            path.write_bytes(good)

    def damages(self, path):
        good = path.read_bytes()
        middle = len(good) // 2
        return {"empty": b"", "cut": good[:middle], "one byte short": good[:-1], "zeroes": b"\0" * len(good),
                "garbled": good[:middle] + bytes(255 - byte for byte in good[middle:]), "other": b"hello\n"}

    def files(self, pattern):
        return sorted(self.graph.root.glob(pattern))

    def test_data_files(self):
        for path in self.files("nodes/*/data/*.lance")[:1] + self.files("edges/*/data/*.lance")[:1]:
            for name, content in self.damages(path).items():
                with self.subTest(path=path.name, damage=name):
                    self.assert_corrupt(path, content, "export", self.graph.root)

    def test_table_manifests(self):
        for path in self.files("nodes/*/_graph/2-*.manifest")[:1] + self.files("edges/*/_graph/2-*.manifest")[:1]:
            for name, content in self.damages(path).items():
                with self.subTest(path=path.name, damage=name):
                    self.assert_corrupt(path, content, "export", self.graph.root)

    def test_commit_records(self):
        path = self.files("__manifest/branches/main/*.json")[0]  # names count down: the newest is first
        for name, content in self.damages(path).items():
            for words in (["export", self.graph.root], ["snapshot", self.graph.root, "--json"],
                          ["commit", "list", self.graph.root, "--json"], self.write):
                with self.subTest(damage=name, command=words[0]):
                    self.assert_corrupt(path, content, *words)

    def test_the_schema(self):
        path = self.files("_schema/*.pg")[0]
        for name, content in self.damages(path).items():
            for words in (["schema", "show", self.graph.root, "--json"], ["export", self.graph.root], self.write):
                with self.subTest(damage=name, command=words[0]):
                    self.assert_corrupt(path, content, *words)

    def test_files_that_are_gone(self):
        for path in [self.files("nodes/*/data/*.lance")[0], self.files("_schema/*.pg")[0]]:
            good = path.read_bytes()
            path.unlink()
            with self.subTest(path=path.name):
                self.assert_fails(self.query("read", "people"), path.stem)
            path.write_bytes(good)
        self.assertEqual(self.graph.export(), self.before)

    def test_a_newer_format(self):
        path = self.graph.root / "__manifest" / "format.json"
        text = path.read_text().replace('"format":1', '"format":999')
        path.write_text(text)
        # A file of a newer release has a right seal: the error about a wrong one says which.
        seal = re.search(r"expected ([0-9a-f]{16})", self.graph.run("snapshot", self.graph.root).stderr).group(1)
        path.write_text(re.sub(r'"check":"[0-9a-f]+"', f'"check":"{seal}"', text))
        files = files_of(self.graph.root)
        for words in (["export", self.graph.root], ["snapshot", self.graph.root], ["load", "--data", self.data, self.graph.root], self.write[:-1]):
            with self.subTest(words=words[0]):
                self.assert_fails(self.graph.run(*words), "newer", "999")
        self.assert_json_error(self.graph.run(*self.write), "unsupported")
        self.assertEqual(files_of(self.graph.root), files)


if __name__ == "__main__":
    unittest.main()
