#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The demo: real requests to orders-service, and a comparison of its records with what its clients saw.

Fails unless every answered request has exactly one record, and every record one request, with no line of another.
"""

import argparse
import collections
import json
import pathlib
import signal
import subprocess
import sys
import time

from service_process import Service, lines_of_others, start

HERE = pathlib.Path(__file__).parent
CURL = ["curl", "-q", "--noproxy", "*", "--silent", "--show-error", "--max-time", "60", "--output", "/dev/null"]

Step = collections.namedtuple("Step", "status method target what body")
Visit = collections.namedtuple("Visit", "step sent_id request_id")

ORDER = '{"customer":"jane.doe@example.com","lines":[{"sku":"TEA-GREEN","quantity":2},{"sku":"POT-GLASS","quantity":1}]}'
PASSWORD = "correct horse battery staple"
LOGIN = '{"customer":"jane.doe@example.com","password":"%s"}'

BEFORE_LOAD = [
    Step(200, "GET", "/orders?limit=5", "the newest orders", None),
    Step(200, "GET", "/orders/17", "one of them", None),
    Step(200, "HEAD", "/orders/17", "how long it is", None),
    Step(404, "GET", "/orders/99999999", "one that does not exist", None),
    Step(400, "GET", "/orders/seventeen", "no number at all", None),
    Step(201, "POST", "/orders", "a new order", ORDER),
    Step(400, "POST", "/orders", "half an order", ORDER[:40]),
    Step(422, "POST", "/orders", "an order of nothing", '{"customer":"jane.doe@example.com","lines":[]}'),
    Step(413, "POST", "/orders", "an order too large", "x" * 100_000),
    Step(200, "POST", "/login", "a login", LOGIN % PASSWORD),
    Step(401, "POST", "/login", "one with a typing error", LOGIN % PASSWORD.upper()),
    Step(404, "GET", "/nowhere", "no such route", None),
    Step(405, "DELETE", "/orders", "no such method there", None),
    Step(400, "B@D", "/orders", "no such method anywhere", None),
    Step(200, "PUT", "/admin/verbosity", "debug lines of all requests", "40"),
]
AFTER_LOAD = [
    Step(200, "PUT", "/admin/verbosity", "debug lines of slow and failed ones", "30"),
    Step(200, "GET", "/reports/best-customers", "a slow report", None),
    Step(201, "POST", "/orders", "another order", ORDER),
    Step(500, "GET", "/invoices", "a route that fails", None),
]


class Failure(Exception):
    """What the demo found wrong."""


def require(truth, what):
    if not truth:
        raise Failure(what)


def figure(number):
    return f"{number:,}".replace(",", " ")


def curl(url, step, sent_id):
    """One request; gives its status and the id that the service gave it."""
    method = ["--head"] if step.method == "HEAD" else ["--request", step.method]
    body = ["--data-binary", "@-"] if step.body else []
    seen = ["--write-out", "%{http_code} %header{x-request-id}", "--header", f"X-Request-Id: {sent_id}"]
    ran = subprocess.run(
        [*CURL, *method, *body, *seen, url + step.target], input=step.body, capture_output=True, text=True, check=False
    )
    require(ran.returncode == 0, f"curl {step.method} {step.target}: {ran.stderr.strip()}")
    status, _, request_id = ran.stdout.partition(" ")
    return int(status), request_id


def tour(url, steps, first_number):
    for number, step in enumerate(steps, first_number):
        sent_id = f"tour-{number:02}"
        status, request_id = curl(url, step, sent_id)
        print(f"  {status}  {step.method:7} {step.target:25} {step.what}", flush=True)
        require(status == step.status, f"{step.method} {step.target} gave {status}, not {step.status}")
        yield Visit(step, sent_id, request_id)


class Progress:
    """One line that a terminal sees overwritten, and a pipe does not see."""

    def __init__(self, log, seconds):
        self.log, self.seconds, self.begin, self.records = log.open("rb"), seconds, time.monotonic(), 0

    def show(self):
        while chunk := self.log.read(1 << 20):
            self.records += chunk.count(b"\n")
        done = min((time.monotonic() - self.begin) / self.seconds, 1)
        bar = ("=" * int(done * 40)).ljust(40)
        print(f"\r  [{bar}] {figure(self.records)} records", end="", flush=True)

    def clear(self):
        self.log.close()
        print("\r\x1b[K", end="", flush=True)


def load(service, seconds, connections):
    """Lets wrk loose on the service; gives what wrk counted."""
    options = [f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "load.lua")]
    wrk = start(["wrk", *options, service.url], stderr=subprocess.STDOUT)
    progress = Progress(service.log, seconds) if sys.stdout.isatty() else None
    try:
        while progress and wrk.poll() is None:
            progress.show()
            time.sleep(0.1)
        output, _ = wrk.communicate(timeout=seconds + 60)
    finally:
        wrk.kill()
        wrk.communicate()
        if progress:
            progress.clear()
    require(wrk.returncode == 0, f"wrk failed:\n{output}")
    counted = json.loads(output.splitlines()[-1])
    print(f"  {figure(counted['requests'])} requests in {counted['microseconds'] / 1e6:.1f} s, ", end="")
    print(f"{figure(round(counted['requests'] / counted['microseconds'] * 1e6))} a second", flush=True)
    require(counted["refused"] == 0, f"{counted['refused']} of wrk's requests were answered with an error")
    return counted


def check_lines(log, render_records, expected):
    """Two readers that share no code go over every line."""
    program = str(HERE / "check_records.jq")
    jq = subprocess.run(["jq", "-cnR", "-f", program, str(log)], capture_output=True, text=True, check=False)
    require(jq.returncode == 0, f"jq cannot read the records: {jq.stderr.strip()}")
    wanted = {"records": expected, "start_not_first": 0, "times_outside": 0}
    require(json.loads(jq.stdout) == wanted, f"jq found {jq.stdout.strip()}, not {json.dumps(wanted)}")
    own = subprocess.run([render_records, "--check", str(log)], capture_output=True, text=True, check=False)
    require(own.returncode == 0, own.stderr.strip())
    require(int(own.stdout) == expected, f"the library's reader found {own.stdout.strip()} records, not {expected}")


def check_password(log):
    with log.open(encoding="utf-8") as lines:
        leaks = sum(PASSWORD in line.lower() for line in lines)
    require(leaks == 0, f"{leaks} records have the password of a login")


def check_tour(visits, by_id):
    for step, sent_id, request_id in visits:
        record = by_id.get(request_id)
        require(record, f"no record has the id {request_id} of {step.method} {step.target}")
        data = record["data"]
        # of what is no HTTP nothing could be read, so its record has nothing but the service's own id
        readable = step.method != "B@D"
        require(data.get("client_request_id") == (sent_id if readable else None), f"{sent_id} is not in its record")
        require(data["status"] == step.status, f"{sent_id} has another status in its record")
    sent = collections.Counter(r["data"].get("client_request_id") for r in by_id.values())
    require(all(sent[v.sent_id] <= 1 for v in visits), "an id of curl's is in several records")


def check(service, counts, visits, wrk, connections):
    """Compares what the socket, the clients and the file say. See traffic.hpp for why answered = records."""
    records = service.records()
    by_id = {r["data"]["request_id"]: r for r in records if "request_id" in r.get("data", {})}
    cancelled = sum(r.get("outcome") == "cancelled" for r in records)
    of_wrk = sum(r["data"].get("user_agent") == "wrk" and r.get("outcome") != "cancelled" for r in records)
    result = {"answered": counts["answered"], "records": len(records) - cancelled, "wrk": of_wrk, "cut": cancelled}

    require(len(by_id) == len(records), f"{len(records)} records have {len(by_id)} different ids")
    require(result["records"] == counts["answered"], f"{counts['answered']} answered, {result['records']} records")
    require(cancelled == counts["unanswered"], f"{counts['unanswered']} cut off, {cancelled} records of such")
    check_tour(visits, by_id)
    require(of_wrk + len(visits) == counts["answered"], "there are requests of neither curl nor wrk")
    bounds = f"wrk counted {wrk['requests']}, {of_wrk} answers went to it"
    require(wrk["requests"] <= of_wrk <= wrk["requests"] + connections, bounds)
    strangers = [(r["data"]["request_id"], name) for r in records for name in lines_of_others(r)]
    require(not strangers, f"{len(strangers)} lines are in the record of another request: {strangers[:1]}")
    result["lines"] = sum(len(r.get("logs", [])) for r in records)
    return result


def report(result, visits, wrk, log):
    def line(name, number, remark):
        print(f"  {name:20} {figure(number):>10}   {remark}")

    print("What was counted")
    line("requests answered", result["answered"], "where each socket write completed, without the log")
    line("records written", result["records"], f"lines of {log}")
    line("  of curl", len(visits), "each found again by its id")
    line("  of wrk", result["wrk"], f"wrk counted {figure(wrk['requests'])}; the rest was under way when it stopped")
    line("lines in them", result["lines"], "each names its request, and is in that request's record")
    line("connections lost", result["cut"], "before the answer; as many records, with the outcome cancelled")
    line("passwords in them", 0, "they were posted, and recorded before they were known to be passwords")
    print("  Equal. Every id is unique; jq and the library's reader agree on every line.")


def show_overview(viewer, log, page):
    print("\nWhat the viewer makes of all of them: log-defer-viz --stats --by status", flush=True)
    subprocess.run([viewer, "--stats", "--by", "status", log], check=True)
    if page:
        subprocess.run([viewer, "--html", page, log], check=True)
        print(f"\nA page of them for the browser: {page}")


def demo(options):
    directory = options.directory
    for name in ("requests.log", "orders.db", "orders.db-wal", "orders.db-shm"):
        (directory / name).unlink(missing_ok=True)
    with Service(options.service, directory) as service:
        print(f"orders-service on {service.url}, its orders in {service.database}\n\nA tour with curl", flush=True)
        visits = list(tour(service.url, BEFORE_LOAD, 1))
        print(f"\nLoad with wrk: {options.connections} connections, {options.seconds} s", flush=True)
        wrk = load(service, options.seconds, options.connections)
        print("\nThe tour goes on", flush=True)
        visits += tour(service.url, AFTER_LOAD, len(visits) + 1)
        status, counts = service.stop(signal.SIGTERM)
    require(status == 0, f"the service ended with status {status}")
    result = check(service, counts, visits, wrk, options.connections)
    check_password(service.log)
    check_lines(service.log, options.render_records, result["records"] + result["cut"])
    colour = ["--colour"] if sys.stdout.isatty() else []
    print(f"\nThe last {len(AFTER_LOAD)} records\n", flush=True)
    subprocess.run([options.render_records, "--last", str(len(AFTER_LOAD)), *colour, service.log], check=True)
    report(result, visits, wrk, service.log)
    if options.viewer:
        show_overview(options.viewer, service.log, directory / "report.html" if options.html else None)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", required=True, help="the program orders-service")
    parser.add_argument("--render-records", required=True, help="the program render_records")
    parser.add_argument("--viewer", help="the program log-defer-viz, to show an overview")
    parser.add_argument("--html", action="store_true", help="let it also write report.html")
    parser.add_argument("--directory", required=True, type=pathlib.Path, help="where requests.log is left")
    parser.add_argument("--seconds", type=int, default=3, help="of load (%(default)s)")
    parser.add_argument("--connections", type=int, default=64, help="of the load (%(default)s)")
    return parser.parse_args()


def main():
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))  # unwinds, which ends the children
    try:
        demo(parse_options())
    except Failure as failure:
        sys.exit(f"\nThe demo failed: {failure}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted")


if __name__ == "__main__":
    main()
