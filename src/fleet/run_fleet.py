#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Tries the fleet: servers on loopback, a load, ten questions, and the same answers from the files.

Starts ZooKeeper and the shards with their replicas in a temporary folder, loads a log of generated records or one that is
named, and compares what the store has with the file: the set of ids on every replica, and the answers to all questions with
those of jq and of log-defer-viz. Fails where anything differs. At the end nothing runs, and the folder is removed. Needs
Debian's clickhouse-server, zookeeper and jq. Exit status: 0 for equal, 1 for different, 77 if a program is missing.

With --kill, a replica and then a whole shard are killed with SIGKILL during the load and started again, and the loader is
killed twice.
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import collections  # noqa: E402
import itertools  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import subprocess  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402

import answers  # noqa: E402
import columns as mapping  # noqa: E402
import questions  # noqa: E402
import schema  # noqa: E402
import servers  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Different(Exception):
    """What the store and the files do not agree on."""


def require(truth, what):
    if not truth:
        raise Different(what)


def say(text):
    print(text, flush=True)


class Load:
    """Runs the loader until it has loaded the log, and meanwhile kills what it is told to."""

    def __init__(self, fleet, options, folder, log):
        self.fleet, self.folder, self.log = fleet, folder / "state", log
        self.command = [sys.executable, HERE / "load", "--state", self.folder, "--viewer", options.viewer, "--columns",
                        options.columns, "--table", "stored_records", "--block", str(options.block), "--source", "trial"]
        for addresses in fleet.addresses():
            self.command += ["--server", addresses]
        self.loader = None

    def begin(self):
        self.loader = subprocess.Popen([*self.command, self.log], preexec_fn=servers.die_with_parent)

    def done(self):
        """The part of the log that is loaded."""
        place = self.folder / "place.json"
        offset = json.loads(place.read_text(encoding="utf-8"))["offset"] if place.exists() else 0
        return offset / self.log.stat().st_size

    def kill_loader(self):
        self.loader.kill()
        self.loader.wait()
        self.begin()

    def kill_servers(self, victims):
        """Starts them again after 3 s, or earlier if the load goes on without them."""
        begin, deadline = self.done(), time.monotonic() + 3
        for server in victims:
            server.kill()
        while time.monotonic() < deadline and self.done() < begin + 0.05:
            time.sleep(0.02)
        self.fleet.start(*victims)

    def run(self, events):
        """Each event is a part of the log, a sentence, and what to do when that part is loaded."""
        waiting = collections.deque(events)
        begin = time.monotonic()
        self.begin()
        try:
            while self.loader.poll() is None:
                if waiting and self.done() >= waiting[0][0]:
                    _, text, action = waiting.popleft()
                    say(f"  at {self.done():.0%}: {text}")
                    action()
                time.sleep(0.02)
        finally:
            self.loader.kill()
            self.loader.wait()
        require(self.loader.returncode == 0, f"the loader ended with status {self.loader.returncode}")
        require(not waiting, "the log was loaded before all was killed: it is too short")
        return time.monotonic() - begin

    def deadly_events(self):
        shards = self.fleet.shards
        return [
            (0.15, "SIGKILL for the loader", self.kill_loader),
            (0.3, "SIGKILL for a replica", lambda: self.kill_servers(shards[0][:1])),
            (0.5, "SIGKILL for all replicas of a shard", lambda: self.kill_servers(shards[-1])),
            (0.7, "SIGKILL for the loader", self.kill_loader),
        ]


def create_tables(fleet, columns):
    for server in fleet.servers():
        servers.clickhouse.Server(server.client.address, "default").ask(f"CREATE DATABASE {servers.DATABASE}")
        for statement in schema.statements(schema.schema("fleet", columns)):
            server.client.ask(statement)


def wait_for_replicas(fleet):
    """Until all replicas of a shard have the same number of records."""
    deadline = time.monotonic() + servers.PATIENCE
    for number, shard in enumerate(fleet.shards, 1):
        while len({server.client.rows("SELECT count() FROM stored_records")[0][0] for server in shard}) > 1:
            require(time.monotonic() < deadline, f"the replicas of shard {number} do not catch up")
            time.sleep(0.2)


def check_ids(fleet, log, id_path):
    """The ids of the file are those of the store, and no replica has one twice."""
    wanted = subprocess.run(["jq", "-r", f".{id_path}", log], capture_output=True, check=True).stdout.split()
    wanted.sort()
    in_shards = []
    for shard in fleet.shards:
        query = "SELECT id FROM stored_records ORDER BY id FORMAT TabSeparated"
        of_replicas = [server.client.ask(query).split() for server in shard]
        require(all(ids == of_replicas[0] for ids in of_replicas), "the replicas of a shard have different records")
        in_shards.append(of_replicas[0])
    stored = sorted(sum(in_shards, []))
    require(len(set(stored)) == len(stored), f"{len(stored) - len(set(stored))} ids are stored twice")
    require(stored == wanted, f"the store has {len(stored)} ids, the file {len(wanted)}; "
                              f"{len(set(wanted) - set(stored))} are missing")
    say(f"  {len(stored)} ids, each once, the same on all replicas: {' + '.join(str(len(ids)) for ids in in_shards)}")


def uncounted(fleet):
    """How many records and timers the aggregates do not count."""
    client = fleet.servers()[0].client

    def number(query):
        return client.rows(query)[0][0]

    records = number("SELECT count() FROM records") - number("SELECT countMerge(records) FROM routes_by_minute")
    timers = number("SELECT sum(length(timers.name)) FROM records") - number("SELECT countMerge(records) FROM timers_by_minute")
    return records, timers


def check_aggregates(fleet, were_killed):
    """They count all that is stored; after a server was killed, they may have to be made again."""
    if were_killed and any(uncounted(fleet)):
        records, timers = uncounted(fleet)
        say(f"  not counted by minute, since servers were killed: {records} records, {timers} timers; counting again")
        recount = (HERE / "recount.sql").read_text(encoding="utf-8")
        for shard in fleet.shards:
            for (day,) in shard[0].client.rows("SELECT DISTINCT toString(day) FROM stored_records"):
                for statement in schema.statements(questions.filled(recount, {"day": day})):
                    shard[0].client.ask(statement)
    require(not any(uncounted(fleet)), "the aggregates do not count what is stored")


def values_for(log):
    """What to ask about: a request that failed, its user, and the middle of the log."""
    with open(log, encoding="utf-8") as lines:
        first = json.loads(next(lines))
        some = map(json.loads, itertools.islice(lines, 10_000))
        failed = max(filter(answers.has_failed, some), key=lambda record: record["end"], default=first)
    begin = answers.in_microseconds(first["start"])
    last = subprocess.run(["tail", "-n", "1", log], capture_output=True, check=True).stdout
    end = answers.in_microseconds(json.loads(last)["start"])
    middle, half = (begin + end) // 2, answers.in_microseconds(failed["end"] / 2)
    return failed, {"split": middle, "deploy": middle, "at": answers.in_microseconds(failed["start"]) + half,
                    "from": begin, "to": middle}


def timed(action, *arguments):
    begin = time.monotonic()
    result = action(*arguments)
    return result, time.monotonic() - begin


def time_of_grep(values, log):
    """How long grep takes to find the lines of a transaction or of a user, which is a part of such an answer, or None."""
    text = values.get("id") or values.get("user")
    if not text:
        return None
    # not to /dev/null, for which grep would stop at the first line
    return timed(lambda: subprocess.run(["grep", "-c", "-F", "-e", f'"{text}"', log], capture_output=True, check=False))[1]


def ask_questions(fleet, options, log, columns):
    """Asks each question of the store, of jq and of the viewer. Returns those with different answers."""
    failed, values = values_for(log)
    paths = {column.name: column.path for column in columns}
    values["id"] = answers.member(failed, paths["id"])
    values["user"] = answers.member(failed, paths["user"])
    shown_by = answers.Viewer(options.viewer, log, paths)
    different = []
    say(f"\n  {'question':16} {'rows':>6} {'store':>9} {'viewer':>9} {'jq':>9} {'grep':>9}")
    for name in questions.names():
        wanted = {key: values[key] for key in questions.parameters_of(name) if key not in questions.EVER or name == "user_day"}
        stored, of_store = timed(fleet.servers()[0].client.rows, questions.statement(name, wanted))
        exact, of_jq = (stored, None) if options.no_jq else timed(answers.by_jq, name, wanted, log)
        shown, of_viewer = timed(shown_by.answer, name, wanted)
        same = answers.parsed(name, stored) == answers.parsed(name, exact)
        same = same and answers.are_equal(name, stored, shown, shown_by.error)
        of_all = (of_store, of_viewer, of_jq, time_of_grep(wanted, log))
        times = " ".join("        -" if each is None else f"{each:7.3f} s" for each in of_all)
        say(f"  {name:16} {len(stored):6} {times}  {'equal' if same else 'DIFFERENT'}")
        if not same:
            different.append(name)
            say(f"    store:  {str(stored[:3])[:300]}\n    jq:     {str(exact[:3])[:300]}\n    viewer: {str(shown[:3])[:300]}")
        elif stored:
            say(f"    {stored[0]}")
    return different


def report_sizes(fleet, log, seconds):
    rows = sum(shard[0].client.rows("SELECT count() FROM stored_records")[0][0] for shard in fleet.shards)
    query = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'stored_records'"
    stored = sum(shard[0].client.rows(query)[0][0] for shard in fleet.shards)
    say(f"  {rows} records in {seconds:.1f} s, {rows / seconds:.0f} a second; {stored / rows:.0f} bytes a record in the store, "
        f"{log.stat().st_size / rows:.0f} in the file")


def make_log(options, folder):
    if options.log:
        return options.log
    if options.service:
        command = [sys.executable, "-B", HERE.parent / "demo" / "run_demo.py", "--service", options.service, "--render-records",
                   options.render_records, "--directory", folder / "demo"]
        subprocess.run(command, check=True)
        return folder / "demo" / "requests.log"
    log = folder / "requests.log"
    with open(log, "wb") as file:
        subprocess.run([sys.executable, HERE / "write_log.py", "--records", str(options.records)], stdout=file, check=True)
    return log


def try_fleet(options, folder):
    columns = mapping.read(options.columns)
    log = make_log(options, folder)
    say(f"Starting {options.shards} x {options.replicas} servers")
    with servers.Fleet(folder, options.shards, options.replicas) as fleet:
        create_tables(fleet, columns)
        say(f"Loading {log.name}, {log.stat().st_size / 1e6:.1f} MB")
        load = Load(fleet, options, folder, log)
        seconds = load.run(load.deadly_events() if options.kill else [])
        wait_for_replicas(fleet)
        report_sizes(fleet, log, seconds)
        check_ids(fleet, log, next(column.path for column in columns if column.name == "id"))
        check_aggregates(fleet, options.kill)
        different = ask_questions(fleet, options, log, columns)
    require(not different, f"the answers differ: {', '.join(different)}")
    say("Equal.")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--viewer", default=shutil.which("log-defer-viz"), type=pathlib.Path, help="the program log-defer-viz")
    parser.add_argument("--log", type=pathlib.Path, help="load this file instead of generated records")
    parser.add_argument("--service", help="load what this program of the demo writes under its load")
    parser.add_argument("--render-records", help="the demo's program render_records")
    parser.add_argument("--columns", default=HERE / "columns", help="the mapping file (%(default)s)")
    parser.add_argument("--records", type=int, default=50_000, help="to generate (%(default)s)")
    parser.add_argument("--shards", type=int, default=2, help="(%(default)s)")
    parser.add_argument("--replicas", type=int, default=2, help="of each shard (%(default)s)")
    parser.add_argument("--block", type=int, default=10_000, help="lines that are sent at once (%(default)s)")
    parser.add_argument("--no-jq", action="store_true",
                        help="compare only with the viewer: jq needs minutes for a million records")
    parser.add_argument("--kill", action="store_true", help="kill servers and the loader during the load")
    return parser.parse_args()


def main():
    options = parse_options()
    missing = servers.missing_programs() + [name for name in ("jq",) if not shutil.which(name)]
    if missing:
        print(f"skipped: {', '.join(missing)} not found; install clickhouse-server, zookeeper and jq")
        sys.exit(77)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # unwinds, which ends the children
    with tempfile.TemporaryDirectory(prefix="fleet.") as folder:
        try:
            try_fleet(options, pathlib.Path(folder))
        except (Different, RuntimeError) as failure:
            sys.exit(f"The fleet failed: {failure}")


if __name__ == "__main__":
    main()
