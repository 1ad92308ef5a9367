"""The omnigraph binary as tests drive it: one process per command, as a user would."""
import json
import os
import pathlib
import subprocess
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CORPORA = REPOSITORY / "tests" / "corpora"
# Schema, data: every pair of files that makes a graph.
CORPUS_FILES = {
    "industry-intel": ("industry-intel/schema.pg", "industry-intel/seed.jsonl"),
    "nanograph-codebase": ("nanograph-codebase/codebase.pg", "nanograph-codebase/codebase.jsonl"),
    "nanograph-starwars": ("nanograph-starwars/starwars.pg", "nanograph-starwars/starwars.jsonl"),
    "fixtures-test": ("omnigraph-fixtures/test.pg", "omnigraph-fixtures/test.jsonl"),
    "fixtures-search": ("omnigraph-fixtures/search.pg", "omnigraph-fixtures/search.jsonl"),
    "fixtures-context": ("omnigraph-fixtures/context.pg", "omnigraph-fixtures/context.jsonl"),
    "fixtures-signals": ("omnigraph-fixtures/signals.pg", "omnigraph-fixtures/signals.jsonl"),
}


class CommandFailed(Exception):
    pass


class Graph:
    """A graph at `root` that is only touched through the command line."""

    def __init__(self, binary, root, environment=None):
        self.binary = str(binary)
        self.root = pathlib.Path(root)
        self.environment = dict(os.environ, OMNIGRAPH_EMBEDDINGS_MOCK="1", **(environment or {}))

    def run(self, *arguments, stdin=None, **options):
        """Runs a command, whatever comes of it; `options` are those of subprocess.run()."""
        return subprocess.run([self.binary, *map(str, arguments)], env=self.environment, input=stdin,
                              capture_output=True, text=True, encoding="utf-8", check=False, **options)

    def must(self, *arguments, stdin=None):
        """Runs a command that has to succeed; returns its stdout."""
        done = self.run(*arguments, stdin=stdin)
        if done.returncode != 0:
            words = " ".join(map(str, arguments))
            raise CommandFailed(f"omnigraph {words}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def init(self, schema):
        return self.must("init", "--schema", schema, self.root)

    def load(self, data, *options):
        return self.must("load", "--data", data, *options, self.root)

    def load_lines(self, lines, *options):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        return self.must("load", "--data", "-", *options, self.root, stdin=text)

    def change(self, query_file, name=None, params=None):
        return self.must("change", "--uri", self.root, "--query", query_file, "--json",
                         *(["--name", name] if name else []),
                         *(["--params", json.dumps(params)] if params is not None else []))

    def export(self):
        return self.must("export", self.root)

    def rows(self, query_text, params=None):
        """The rows of the only query in `query_text`."""
        with tempfile.NamedTemporaryFile("w", suffix=".gq", encoding="utf-8") as file:
            file.write(query_text)
            file.flush()
            answer = self.must("read", "--uri", self.root, "--query", file.name, "--json",
                               *(["--params", json.dumps(params)] if params is not None else []))
        return json.loads(answer)["rows"]
