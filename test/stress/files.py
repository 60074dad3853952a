#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what finish() said of each record with the lines that jq can read, while the world treats the file badly.

files.py WRITER SCENARIO, with the program of file_writer.cpp. Exits with 77, which Meson takes for skipped, where the
machine cannot play the scenario, and says why.
"""

import atexit
import contextlib
import json
import mmap
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

THREADS = 4
ROTATIONS = 6


class Skipped(Exception):
    pass


class Writer:
    """A running file_writer and its answers."""

    def __init__(self, program, log, name, records, check="0", limit=None, fork=False):
        self.name, self.records = name, records
        self.answers_path = pathlib.Path(tempfile.mkstemp(prefix="answers-")[1])
        self.answers_path.write_bytes(b"." * THREADS * records)
        with self.answers_path.open("r+b") as file:
            self.answers = mmap.mmap(file.fileno(), 0)
        command = [program, log, self.answers_path, name, THREADS, records, check] + ["fork"] * fork
        limited = limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)))
        self.process = subprocess.Popen([str(word) for word in command], preexec_fn=limited)
        atexit.register(self.process.kill)  # where an assertion fails

    def wait_for(self, answer, count):
        """Until there are so many answers of this kind, or the process has ended."""
        while self.answers[:].count(answer) < count and self.process.poll() is None:
            os.sched_yield()

    def wait_for_content(self, file):
        while not (file.exists() and file.stat().st_size > 0):
            assert self.process.poll() is None, "all records are written, and none in the new file"
            os.sched_yield()

    def end(self, expected=0):
        status = self.process.wait()
        assert status == expected, f"file_writer ended with {status}"
        self.answers_path.unlink()

    def ids(self, answer):
        answers = self.answers[:]
        return {(self.name, at // self.records, at % self.records) for at in range(len(answers))
                if answers[at:at + 1] == answer}


def readable(paths):
    """The records that can be read, one for each line that is valid JSON, and the number of other lines."""
    lines = b"".join(ended(path.read_bytes()) for path in paths)
    if shutil.which("jq"):
        query = 'fromjson? | [.data.name, .data.thread, .data.n] | tojson'
        found = subprocess.run(["jq", "-R", "-r", query], input=lines, stdout=subprocess.PIPE, check=True).stdout
        ids = [tuple(json.loads(line)) for line in found.splitlines()]
    else:
        ids = [record for line in lines.splitlines() if (record := parsed(line))]
    return ids, sum(1 for line in lines.split(b"\n") if line) - len(ids)


def ended(content):
    return content if content.endswith(b"\n") else content + b"\n"


def parsed(line):
    try:
        data = json.loads(line)["data"]
        return data["name"], data["thread"], data["n"]
    except ValueError:
        return None


def compare(paths, writers, processes=1):
    """Fails unless exactly the records that were reported as written can be read, once each.

    A record that lacks nothing but its line feed may get it from another process, which does not know yet that it is
    not alone: for each of several processes one record may be there that was reported as lost.
    """
    ids, broken = readable(paths)
    written = set().union(*(writer.ids(b"+") for writer in writers))
    refused = set().union(*(writer.ids(b"-") for writer in writers))
    print(f"{len(written)} reported as written, {len(refused)} as lost, {len(ids)} lines can be read, {broken} cannot")
    assert len(ids) == len(set(ids)), "a record was written twice"
    missing, unreported = written - set(ids), set(ids) - written
    assert not missing and len(unreported) <= (processes if processes > 1 else 0), (
        f"{len(missing)} not found, {len(unreported)} not reported")
    return broken, refused


@contextlib.contextmanager
def small_disk(folder, size):
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    may_mount = os.geteuid() == 0 and shutil.which("mount")
    if not may_mount or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise Skipped("no small disk: a tmpfs cannot be mounted, which takes root and its capabilities")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill_disk(program, folder, processes, fork=False):
    """The disk is full, gets a page free now and then, and is full again."""
    log, ballast = folder / "requests.log", folder / "ballast"
    with small_disk(folder, 2 << 20):
        ballast.write_bytes(b"x" * (1 << 20))
        writers = [Writer(program, log, f"process {i}", 3000, fork=fork) for i in range(processes)]
        for pages in range(255, -1, -1):
            writers[0].wait_for(b"-", (256 - pages) * 20)
            os.truncate(ballast, pages * 4096)
        for writer in writers:
            writer.end()
        assert log.stat().st_size > 1_800_000, "the disk was not filled"
        return compare([log], writers, processes + fork)


def full_disk(program, folder):
    broken, refused = fill_disk(program, folder, 1)
    assert refused and broken, "the disk was never full"


def full_disk_of_two_processes(program, folder):
    broken, refused = fill_disk(program, folder, 2)
    assert refused and broken, "the disk was never full"


def full_disk_of_a_forked_process(program, folder):
    broken, refused = fill_disk(program, folder, 1, fork=True)
    assert refused and broken, "the disk was never full"


def limited_file(program, folder):
    """A file that may not grow, and programs that are started again with more room."""
    log = folder / "requests.log"
    writers = []
    for start in range(6):
        writers.append(Writer(program, log, f"start {start}", 200, limit=99_991 * (start + 1)))
        writers[-1].end()
        assert b"+" in writers[-1].answers[:], "the file did not grow"
    _, refused = compare([log], writers)
    assert refused


def killed(program, folder):
    """Every success is in the file when the process is killed; and at most one record of each thread more."""
    log = folder / "requests.log"
    writers = []
    for start in range(6):
        writers.append(Writer(program, log, f"start {start}", 1_000_000))
        writers[-1].wait_for(b"+", 100 + 37 * start)
        writers[-1].process.kill()
        writers[-1].end(-signal.SIGKILL)
    ids, broken = readable([log])
    for writer in writers:
        mine = {found for found in ids if found[0] == writer.name}
        written = writer.ids(b"+")
        assert written <= mine, f"{writer.name}: {len(written - mine)} of {len(written)} were lost"
        assert len(mine - written) <= THREADS
    assert len(ids) == len(set(ids))
    print(f"{len(ids)} lines can be read, {broken} cannot, all {sum(len(w.ids(b'+')) for w in writers)} that were "
          "reported as written among them")


def logrotate(folder, log, directives):
    program = shutil.which("logrotate") or shutil.which("logrotate", path="/usr/sbin")
    if not program:
        raise Skipped("Debian's logrotate is not installed")
    configuration = folder / "logrotate.conf"
    configuration.write_text(f"{log} {{\n    rotate 10\n    {directives}\n}}\n")
    configuration.chmod(0o644)
    return [program, "--force", "--state", folder / "state", configuration]


def rotate(program, folder, directives, check):
    """Rotates the file under load. Returns the writer and all files, the current one last."""
    log = folder / "requests.log"
    pid = folder / "pid"
    command = logrotate(folder, log, directives.format(pid=pid))
    writer = Writer(program, log, "rotated", 1_000_000, check=check)
    pid.write_text(str(writer.process.pid))
    for _ in range(ROTATIONS):
        writer.wait_for_content(log)
        subprocess.run(command, check=True)
    writer.wait_for_content(log)
    writer.process.terminate()
    writer.end()
    files = [path for path in folder.glob("requests.log?*")] + [log]
    assert len(files) == ROTATIONS + 1, files
    return writer, files


def rotation_that_is_noticed(program, folder):
    writer, files = rotate(program, folder, "create", "300")  # logrotate has that long to create the file
    broken, _ = compare(files, [writer])
    assert broken == 0


def rotation_that_is_told(program, folder):
    writer, files = rotate(program, folder, "create\n    postrotate\n    kill -HUP $(cat {pid})\n    endscript", "never")
    broken, _ = compare(files, [writer])
    assert broken == 0


def rotation_by_truncation(program, folder):
    """logrotate loses what is written between its copy and its truncation, but nothing else is broken."""
    writer, files = rotate(program, folder, "copytruncate", "0")
    ids, _ = readable(files)
    _, broken = readable(files[-1:])
    written = writer.ids(b"+")
    print(f"{len(written)} reported as written, {len(ids)} lines can be read: logrotate lost {len(written) - len(ids)}")
    assert set(ids) <= written and len(ids) == len(set(ids)) and broken == 0
    assert ids


SCENARIOS = [full_disk, full_disk_of_a_forked_process, full_disk_of_two_processes, limited_file, killed,
             rotation_that_is_noticed, rotation_that_is_told, rotation_by_truncation]


def main():
    program, name = sys.argv[1:]
    scenario = next(s for s in SCENARIOS if s.__name__ == name)
    with tempfile.TemporaryDirectory(prefix="logdefer-files-") as folder:
        try:
            scenario(program, pathlib.Path(folder))
        except Skipped as why:
            print(f"skipped: {why}")
            sys.exit(77)


if __name__ == "__main__":
    main()
