#!/usr/bin/env python3
"""Kills processes that write to one local store, at random moments, and looks at what they leave.

Goal: put-if-absent is one atomic step, whoever dies when. In each round several writers race for
the same names and are killed with SIGKILL; then
  - every object that a writer was told of is there, whole, and that writer's own;
  - every object under a final name is whole, acknowledged or not;
  - no name was acknowledged twice;
  - what an unfinished write may leave is nothing that list() would show.
The next round writes to the same store. Usage: put_if_absent_kill.py WRITER-BINARY [ROUNDS] [SEED]
"""
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

WRITERS = 3
NUMBERS_PER_ROUND = 100_000  # more than a round can reach
TEMPORARY_PREFIX = ".og-tmp-"


def expected_content(writer, number, size):
    head = f"{writer} {number} {size}\n"
    pattern = f"{writer}/{number}/{size};"
    return (head + pattern * (size // len(pattern) + 1))[:size].encode()


def owner_of_whole(path):
    """The writer of a whole object; raises AssertionError for a torn one."""
    data = path.read_bytes()
    try:
        writer, number, size = data.split(b"\n", 1)[0].decode().split()
        whole = data == expected_content(writer, int(number), int(size))
    except (ValueError, UnicodeDecodeError):
        whole = False
    assert whole, f"torn object: {path} has {len(data)} bytes, begins {data[:40]!r}"
    assert path.name.endswith(f"{int(number):08}"), f"wrong object at {path}: number {number}"
    return writer


def run_round(binary, root, number, rng):
    """Starts the writers, kills them one by one; returns what each was told, by writer."""
    children = {}
    for i in range(WRITERS):
        name = f"r{number}w{i}"
        out = tempfile.TemporaryFile()
        command = [binary, str(root), name, str(number * NUMBERS_PER_ROUND), str(NUMBERS_PER_ROUND)]
        children[name] = (subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE), out)
    told = {}
    for name, (process, out) in children.items():
        time.sleep(rng.uniform(0.0, 0.12))
        process.kill()
        errors = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait() == -9, f"writer {name} ended by itself: {errors}"
        out.seek(0)
        told[name] = out.read().decode().splitlines()
        out.close()
    return told


def check_told(root, told):
    """Every object that was acknowledged in this round; returns their number."""
    acknowledged = {}
    for writer, paths in told.items():
        for path in paths:
            assert path not in acknowledged, f"told twice: {path}, by {acknowledged[path]} and {writer}"
            acknowledged[path] = writer
            assert (root / path).is_file(), f"acknowledged to {writer} and lost: {path}"
            owner = owner_of_whole(root / path)
            assert owner == writer, f"acknowledged to {writer}, but {owner}'s: {path}"
    return len(acknowledged)


def check_visible(root):
    """Every object under a final name, of all rounds; returns their number and the leftovers'."""
    files = [path for path in root.rglob("*") if path.is_file()]
    objects = [path for path in files if not path.name.startswith(TEMPORARY_PREFIX)]
    for path in objects:
        owner_of_whole(path)
    return len(objects), len(files) - len(objects)


def main():
    binary = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
    rng = random.Random(seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="omnigraph-kill-"))
    acknowledged = 0
    try:
        for number in range(rounds):
            acknowledged += check_told(
                folder / "root", run_round(binary, folder / "root", number, rng))
        visible, leftovers = check_visible(folder / "root")
        assert acknowledged > rounds, f"the writers got no time: {acknowledged} acknowledged"
        print(f"{rounds * WRITERS} kills: {acknowledged} objects acknowledged, {visible} visible, "
              f"all whole; {leftovers} unfinished files left (seed {seed})")
    except AssertionError as error:
        print(f"FAILED with seed {seed}: {error}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
