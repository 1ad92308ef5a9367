#!/usr/bin/env python3
"""Traces one put-if-absent on a local disk and checks the order of its steps.

A kill does not show a missing sync, only a power cut does; so the system calls are looked at:
  - the bytes are written, then the file is synced, then it gets its name, then its folder is
    synced, and only then the writer acknowledges;
  - of every new folder the parent is synced before the file gets its name;
  - in a folder that the handle knows already, a create makes two syncs and no more.
Skipped (exit code 77) where strace is missing or may not trace.
Usage: put_if_absent_syncs.py WRITER-BINARY
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
CALLS = "openat,mkdir,mkdirat,write,fsync,fdatasync,linkat,link,renameat2,rename,close"


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def trace(binary, root, first, count):
    """Runs the writer under strace; returns its calls as (name, arguments, result)."""
    log = root.parent / "trace"
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    ran = subprocess.run(
        ["strace", "-f", "-s", "64", "-e", f"trace={CALLS}", "-o", str(log),
         binary, str(root), "w", str(first), str(count)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        if "ptrace" in ran.stderr.lower() or "not permitted" in ran.stderr.lower():
            skip(f"tracing is not permitted here: {ran.stderr.strip()}")
        raise AssertionError(f"the writer failed: {ran.stderr}")
    calls = []
    for line in log.read_text().splitlines():
        match = re.match(r"\d+\s+(\w+)\((.*)\)\s+= (-?\d+)", line)
        if match:
            calls.append((match.group(1), match.group(2), int(match.group(3))))
    return calls


def steps_of(calls, root):
    """The calls below `root` and the acknowledgements, as words: ("sync", "objects/1") and so on.

    A file without a name yet is "<file>". Descriptors are followed from open to close.
    """
    opened = {}
    steps = []
    def name_of(path):
        if path == str(root.parent):
            return ".."
        if path == str(root):
            return "."
        return path[len(str(root)) + 1:] if path.startswith(str(root) + "/") else None
    for call, arguments, result in calls:
        if result < 0:
            continue
        if call == "openat":
            base, path = re.match(r'(\w+), "([^"]*)"', arguments).groups()
            temporary = "O_TMPFILE" in arguments or ".og-tmp-" in path
            opened[result] = "<file>" if temporary else name_of(path)
        elif call == "close":
            opened.pop(int(arguments), None)
        elif call == "mkdir":
            steps.append(("mkdir", name_of(re.match(r'"([^"]*)"', arguments).group(1))))
        elif call == "write" and arguments.startswith("1, "):
            steps.append(("acknowledge", re.search(r'"(.*)\\n"', arguments).group(1)))
        elif call in ("write", "fsync", "fdatasync"):
            steps.append(("write" if call == "write" else "sync",
                          opened.get(int(arguments.split(",")[0]))))
        elif call in ("linkat", "renameat2"):
            folder, path = re.match(r'\w+, "[^"]*", (\d+), "([^"]*)"', arguments).groups()
            steps.append(("name", f"{opened.get(int(folder))}/{path}"))
    return [step for step in steps if step[1] is not None]


def check_first_create(binary, root):
    steps = steps_of(trace(binary, root, 0, 1), root)
    wanted = [("mkdir", "."), ("sync", ".."), ("mkdir", "objects"), ("sync", "."),
              ("mkdir", "objects/0"), ("sync", "objects"),
              ("write", "<file>"), ("sync", "<file>"), ("name", "objects/0/00000000"),
              ("sync", "objects/0"), ("acknowledge", "objects/0/00000000")]
    assert steps == wanted, f"first create: expected {wanted}, found {steps}"


def check_later_create(binary, root):
    # Numbers 20 to 25 hold 20 and 25 in one folder; what comes between is cut off.
    steps = steps_of(trace(binary, root, 20, 6), root)
    start = steps.index(("acknowledge", "objects/4/00000024")) + 1
    wanted = [("write", "<file>"), ("sync", "<file>"), ("name", "objects/0/00000025"),
              ("sync", "objects/0"), ("acknowledge", "objects/0/00000025")]
    assert steps[start:] == wanted, f"later create: expected {wanted}, found {steps[start:]}"


def main():
    binary = sys.argv[1]
    if shutil.which("strace") is None:
        skip("strace is not installed")
    folder = pathlib.Path(os.path.realpath(tempfile.mkdtemp(prefix="omnigraph-syncs-")))
    try:
        check_first_create(binary, folder / "root")
        check_later_create(binary, folder / "root")
    except AssertionError as error:
        print(f"FAILED: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("the file is synced before it has its name, its folder before it is acknowledged")
    return 0


if __name__ == "__main__":
    sys.exit(main())
