#!/usr/bin/env python3
"""Runs the ```console blocks of a document and compares what they print with what they promise.

Usage: console_blocks.py BINARY DOCUMENT.md. All blocks run in one bash, so that what one defines is
there for the next: those of documents below docs/ in an empty folder in which `examples` is that of
the repository, those of others in the root of the repository. A line `$ …` is a command (it goes on
in the next line where it ends in a backslash); the lines up to the next command are its output,
stdout and stderr as they come. Trailing blanks do not count. A line that is only `…` stands for any
lines, also none; within a line `…` stands for any text. `omnigraph` is always BINARY, whatever PATH
says. A block whose info string names a file (```gq people.gq) is that file from there on.
"""
import difflib
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ANYTHING = "…"
MARK = "\x1eend of command\x1e"


class Example:
    """One command with its place in the document and the lines it has to print."""

    def __init__(self, line_number, command):
        self.line_number, self.command, self.expected = line_number, command, []


def read_examples(text):
    examples, inside, goes_on, file = [], False, False, None
    for number, line in enumerate(text.splitlines(), start=1):
        if file is not None:
            if line == "```":
                examples.append(Example(number, f"cat > {shlex.quote(file[0])} <<'END OF FILE'\n{file[1]}END OF FILE"))
                file = None
            else:
                file[1] += line + "\n"
        elif not inside and re.fullmatch(r"```\w+ \S+\.\w+", line):
            file = [line.split(" ")[1], ""]
        elif line.startswith("```"):
            inside, goes_on = not inside and line.strip() == "```console", False
        elif inside and goes_on:
            examples[-1].command += "\n" + line
            goes_on = line.endswith("\\")
        elif inside and line.startswith("$ "):
            examples.append(Example(number, line[2:]))
            goes_on = line.endswith("\\")
        elif inside and examples:
            examples[-1].expected.append(line.rstrip())
    return examples


def run(examples, binary, folder):
    """What each example printed, in lines."""
    script = ["exec 2>&1", f'omnigraph() {{ {shlex.quote(binary)} "$@"; }}', "export -f omnigraph"]
    for example in examples:
        # The mark begins a line even after output without a line end.
        script += [example.command, f"printf '\\n%s\\n' {shlex.quote(MARK)}"]
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write("\n".join(script) + "\n")
        file.flush()
        done = subprocess.run(["bash", file.name], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              encoding="utf-8", check=False)
    outputs = done.stdout.split(f"\n{MARK}\n")
    if len(outputs) != len(examples) + 1:
        sys.exit(f"bash ended early, after {len(outputs) - 1} of {len(examples)} commands:\n{done.stdout}")
    return [[line.rstrip() for line in output.splitlines()] for output in outputs[:-1]]


def matches(expected, printed):
    pattern = "".join(r"(?:[^\n]*\n)*" if line == ANYTHING else
                      ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def main():
    binary, document = sys.argv[1:]
    temporary = tempfile.TemporaryDirectory(prefix="omnigraph-docs-")
    folder = pathlib.Path(temporary.name)
    (folder / "examples").symlink_to(REPOSITORY / "examples")
    text = pathlib.Path(REPOSITORY / document).read_text(encoding="utf-8")
    examples = read_examples(text)
    if not examples:
        sys.exit(f"{document} has no console blocks")
    wrong = 0
    for example, printed in zip(examples, run(examples, str(pathlib.Path(binary).resolve()), folder if document.startswith("docs/") else REPOSITORY)):
        if not matches(example.expected, printed):
            wrong += 1
            print(f"{document}:{example.line_number}: $ {example.command}")
            print("\n".join(difflib.unified_diff(example.expected, printed, "promised", "printed", lineterm="")) + "\n")
    print(f"{document}: {len(examples)} commands, {wrong} of them printed something else")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
