#!/usr/bin/env python3
"""Runs the examples of docs/errors.md and checks that the page names every code of the sources.

Usage: error_examples.py BINARY DOCUMENT.md. A code has a heading `### CODE`. Below it stands an example, a block whose
info string says its language and the code again, or a line that begins with `No example:` and says why.

```pg CODE       a schema: `init` or `query lint` says CODE
```gq CODE       queries against the schema and data of the page's blocks `pg example` and `jsonl example`; the first one runs.
                 A comment `// params: {…}` in the first line gives its parameters
```jsonl CODE    data that a load refuses with CODE, as the kind of the error or in its diagnostics
```sh CODE       commands in an empty folder that holds the example graph `graph` and the files of its blocks; the last
                 one says CODE with --json
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv[1]).resolve())


def codes_in_sources():
    """Every code that stands in the program's sources as a literal or in a table, and every kind of error."""
    codes = set()
    for path in sorted((REPOSITORY / "src" / "omnigraph").rglob("*")):
        if path.suffix in (".h", ".cc") and not re.search(r"_test\.cc$|_fuzz\.cc$|_testing\.|/testing/", str(path)):
            text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
            codes |= set(re.findall(r'"([QRL]\d{3}|T\d+)"', text))
            if path.name == "codes.h" and path.parent.parent.name == "schema":
                codes |= {"S" + number for number in re.findall(r"= (\d+),", text)}
    codes.discard("R100")  # where the codes of running queries begin; not one itself
    text = (REPOSITORY / "src/omnigraph/base/error.cc").read_text(encoding="utf-8")
    kinds = set(re.findall(r'return "(\w+)";', text))
    text = (REPOSITORY / "src/omnigraph/cli/output/report.cc").read_text(encoding="utf-8")
    body = re.search(r"error_body_code\(ErrorCode code\) \{(.*?)\n\}", text, re.S).group(1)
    snake = lambda name: re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()  # noqa: E731
    for group, name in re.findall(r'((?:case ErrorCode::k\w+:\s*)+)return "(\w+)";', body):
        for kind in re.findall(r"ErrorCode::k(\w+)", group):
            kinds.discard(snake(kind))
        kinds.add(name)
    assert kinds, "the sources are not as this script knows them"
    return codes | kinds


class Page:
    def __init__(self, path):
        self.headings, self.excused, self.blocks = {}, set(), []
        heading, block = None, None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if block is not None:
                if line == "```":
                    self.blocks.append(block)
                    block = None
                else:
                    block["text"] += line + "\n"
            elif line.startswith("```"):
                language, _, code = line[3:].partition(" ")
                block = {"language": language, "code": code, "line": number, "text": "", "heading": heading}
            elif line.startswith("### "):
                heading = line[4:].strip()
                self.headings[heading] = number
            elif line.startswith("## "):
                heading = None
            elif line.startswith("No example:") and heading:
                self.excused.add(heading)

    def example(self, language):
        return next(block["text"] for block in self.blocks if (block["language"], block["code"]) == (language, "example"))


def run(folder, *words, **options):
    return subprocess.run([BINARY, *map(str, words)], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, **options)


def codes_said(done):
    """The codes of an answer: of the error object on stderr, of warnings, or of a lint report on stdout."""
    said = set(re.findall(r"\[([QTRSL]\d+)\]", done.stderr))
    for text in (done.stdout, done.stderr):
        try:
            answer = json.loads(text)
        except ValueError:
            continue
        said |= {answer.get("code")} | {item["code"] for item in answer.get("diagnostics", []) + answer.get("findings", [])}
    return said


def run_example(block, folder):
    """What came of an example: the finished process, or several."""
    language, text = block["language"], block["text"]
    if language == "pg":
        (folder / "new.pg").write_text(text, encoding="utf-8")
        return [run(folder, "init", "--schema", "new.pg", "new")]
    if language == "gq":
        (folder / "q.gq").write_text(text, encoding="utf-8")
        params = re.match(r"// params: (.*)", text)
        name = re.search(r"\bquery\s+(\w+)", text)
        command = "change" if re.search(r"\b(insert|update|delete|upsert)\b", text) else "read"
        words = [command, "--uri", "graph", "--query", "q.gq", "--json", "--params", params.group(1) if params else "{}"]
        return [run(folder, *words, *(["--name", name.group(1)] if name else [])),
                run(folder, "query", "lint", "--query", "q.gq", "--json", "graph")]
    if language == "jsonl":
        return [run(folder, "load", "--data", "-", "--mode", "merge", "--json", "graph", input=text)]
    script = f'set -e\nomnigraph() {{ "{BINARY}" "$@"; }}\n{text}'
    return [subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)]


def make_graph(folder, page):
    (folder / "schema.pg").write_text(page.example("pg"), encoding="utf-8")
    (folder / "data.jsonl").write_text(page.example("jsonl"), encoding="utf-8")
    for words in (["init", "--schema", "schema.pg", "graph"], ["load", "--data", "data.jsonl", "graph"]):
        done = run(folder, *words)
        if done.returncode != 0:
            sys.exit(done.stderr)


def main():
    document = pathlib.Path(REPOSITORY / sys.argv[2])
    page, wrong = Page(document), []
    examples = [block for block in page.blocks if block["code"] not in ("", "example") and "." not in block["code"]]
    temporary = tempfile.TemporaryDirectory(prefix="omnigraph-errors-")
    root = pathlib.Path(temporary.name)
    (root / "start").mkdir()
    make_graph(root / "start", page)
    for number, block in enumerate(examples):
        if block["code"] != block["heading"]:
            wrong.append(f"{document.name}:{block['line']}: an example of {block['code']} below {block['heading']}")
        answers = run_example(block, shutil.copytree(root / "start", root / str(number)))
        said = set().union(*map(codes_said, answers)) - {None}
        if block["code"] not in said:
            wrong.append(f"{document.name}:{block['line']}: {block['code']}: got {sorted(said)}\n{answers[0].stdout}{answers[0].stderr}")
    shown = {block["code"] for block in examples}
    known, listed = codes_in_sources(), set(page.headings)
    wrong += [f"{code} is in the sources and not in the page" for code in sorted(known - listed)]
    wrong += [f"{document.name}:{page.headings[code]}: {code} is not in the sources" for code in sorted(listed - known)]
    wrong += [f"{document.name}:{page.headings[code]}: {code} has no example and no reason" for code in sorted(listed - shown - page.excused)]
    wrong += [f"{document.name}:{page.headings[code]}: {code} has an example and a reason why not" for code in sorted(shown & page.excused)]
    print("\n".join(wrong))
    print(f"{document.name}: {len(listed)} codes, {len(examples)} examples, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
