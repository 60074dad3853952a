# SPDX-License-Identifier: BSL-1.0
"""Starts orders-service and ends it, whatever happens in between."""

import ctypes
import json
import signal
import subprocess


def die_with_parent():
    """In a child: the kernel kills it when this program dies without a chance to do so itself."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def start(command, **options):
    """A child process in a session of its own, so that a terminal's Ctrl-C reaches only us."""
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=die_with_parent, **options
    )


def lines_of_others(record):
    """Every line names its request: those that name another than their record, or none."""
    own = record["data"]["request_id"]
    named = [line[3].get("request_id") if len(line) > 3 and isinstance(line[3], dict) else None
             for line in record.get("logs", [])]
    return [name for name in named if name != own]


class Service:
    """A running service, as a context: at its end there is no process left."""

    def __init__(self, program, directory, *arguments):
        directory.mkdir(parents=True, exist_ok=True)
        self.log = directory / "requests.log"
        self.database = directory / "orders.db"
        paths = ["--log", str(self.log), "--database", str(self.database)]
        self.process = start([str(program), "--port", "0", *paths, *arguments])
        greeting = self.process.stdout.readline()
        self.url = greeting.rstrip().rpartition(" ")[2]
        self.port = int(self.url.rpartition(":")[2] or 0) if greeting else 0
        if not self.port:
            self.kill()
            raise RuntimeError("the service did not start")

    def stop(self, signal_number=signal.SIGTERM, timeout=60):
        """Ends it; gives its exit status and what it counted."""
        self.process.send_signal(signal_number)
        output, _ = self.process.communicate(timeout=timeout)
        return self.process.returncode, json.loads(output or "{}")

    def records(self):
        with self.log.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
