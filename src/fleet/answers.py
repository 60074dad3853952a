# SPDX-License-Identifier: BSL-1.0
"""The same ten questions, answered from the files: by jq with the programs beside the SQL, and by log-defer-viz."""

import json
import re
import subprocess

import questions

UNITS = {"ns": 0.001, "us": 1, "ms": 1000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000}


def output_of(command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def by_jq(name, values, log):
    """The rows, exactly as the store should have them."""
    arguments = []
    for key, value in {**questions.EVER, **values}.items():
        arguments += ["--argjson" if isinstance(value, int) else "--arg", key, str(value)]
    return json.loads(output_of(["jq", "-nc", "-L", questions.FOLDER, *arguments, "-f", questions.FOLDER / f"{name}.jq", log]))


def parsed(name, rows):
    """The rows with values in place of JSON text, which jq writes in its own way."""
    return [[*row[:3], json.loads(row[3] or "[]")] for row in rows] if name == "lines_of" else rows


def microseconds(cell):
    """Of a duration as the viewer shows it, such as `33.4 ms`."""
    number, unit = cell.split()
    return float(number) * UNITS[unit]


def in_microseconds(time):
    return round(time * 1_000_000)


def seconds(time):
    """Of microseconds, as the viewer's options take them."""
    return f"{time // 1_000_000}.{time % 1_000_000:06}"


def member(record, path):
    value = record
    for name in path.split("."):
        value = value[name]
    return value


def has_failed(record):
    return record.get("outcome", "ok") not in ("", "ok", None) or any(line[1] <= 10 for line in record.get("logs", []))


# which columns of the store's answer the viewer's commands show
SHOWN = {
    "slowest_routes": (0, 1, 2, 3, 4),
    "grown_timers": (0, 1, 2, 3, 4),
    "error_budget": (0, 1, 2),
    "running_at": (0, 1, 2),
    "neighbours": (0, 1, 2),
    "lines_of": (0, 1, 2),
    "top_warnings": (0, 1),
    "user_day": (1, 0, 4),
    "shape": (0, 1, 2, 3, 4),
    "new_messages": (0, 1, 2),
}


# which answers are in the order of durations: the viewer's errors may exchange rows
IN_ORDER_OF_DURATIONS = ("grown_timers", "slowest_routes")


def are_equal(name, stored, shown, error):
    """Whether the rows of the store are those of the viewer, which shows durations with three digits, and the percentiles
    of many values with an error that it says."""
    stored = [[row[column] for column in SHOWN[name]] for row in stored]
    if name in IN_ORDER_OF_DURATIONS:
        stored, shown = sorted(stored), sorted(shown)

    def same(a, b):
        return abs(a - b) <= (0.005 + error) * abs(a) + 0.001 if isinstance(b, float) else a == b

    return len(stored) == len(shown) and all(
        len(a) == len(b) and all(map(same, a, b)) for a, b in zip(stored, shown))


class Viewer:
    """Answers with the columns that SHOWN lists. Durations that it shows rounded are of the type float."""

    def __init__(self, program, log, paths):
        self.program, self.log, self.paths = program, log, paths
        self.error = 0.001  # of percentiles; the viewer says if it is greater

    def run(self, *arguments):
        return output_of([self.program, "--nopager", "--nocolour", *arguments, self.log])

    def mapped(self, expression, *arguments):
        return [json.loads(line) for line in self.run("--map", expression, *arguments).splitlines()]

    def counted(self, expression, *arguments):
        return json.loads(self.run("--count", expression, "--data-format", "json", *arguments))[expression]

    def stats(self, *arguments):
        """The rows of --stats below all records: the name, the count, the errors, and the percentiles 50 and 99."""
        for line in self.run("--stats", "--top", "1000000", *arguments).splitlines()[1:]:
            cells = re.split(r" {2,}", line.strip())
            said = re.match(r"the error of percentiles of values is up to ([0-9.]+)", line)
            self.error = float(said[1]) / 100 if said else self.error
            if len(cells) == 9:
                name = "" if cells[0] == "(no value)" else cells[0]
                yield name, int(cells[1]), int(cells[3]), microseconds(cells[5]), microseconds(cells[7])

    def transactions(self, *arguments):
        rows = self.mapped(f"[.{self.paths['id']}, (.start * 1000000 | round), (.end * 1000000 | round)]", *arguments)
        return sorted(rows, key=lambda row: (row[1], row[0]))

    def answer(self, name, values):
        self.error = 0.001
        return getattr(self, name)(**values)

    def slowest_routes(self):
        rows = self.stats("--by", self.paths["route"], "--fold", "ids", "--sort", "p99", "--notimers")
        return [list(row) for row in rows if row[0] != "all records"][:20]

    def grown_timers(self, split):
        def medians(*arguments):
            command = [self.program, "--nopager", "--nocolour", "--stats", *arguments, self.log]
            rows = [re.split(r" {2,}", line.strip()) for line in output_of(command).splitlines()[2:]]
            return {cells[0]: (int(cells[1]), microseconds(cells[3])) for cells in rows}

        before, after = medians("--until", seconds(split)), medians("--since", seconds(split))
        rows = [[name, *before[name], *after[name]] for name in before if name in after]
        return sorted(rows, key=lambda row: (row[2] - row[4], row[0]))[:20]

    def error_budget(self):
        rows = self.stats("--by", ".start / 3600 | floor * 3600", "--notimers")
        return sorted([int(name), count, errors] for name, count, errors, *_ in rows if name != "all records")

    def running_at(self, at):
        return self.transactions("--at", seconds(at))

    def neighbours(self, id):
        (_, begin, length), = self.transactions("--where", f"{self.paths['id']}={id}")
        overlap = f"(.start * 1000000 | round) <= {begin + length} and (.start + .end) * 1000000 + 0.5 >= {begin}"
        return [row for row in self.transactions("--grep", overlap) if row[0] != id]

    def lines_of(self, id):
        return self.mapped(".logs[]? | [(.[0] * 1000000 | round), .[1], .[2]]", "--where", f"{self.paths['id']}={id}")

    def top_warnings(self):
        counted = self.counted(".logs[]? | select(.[1] == 20) | .[2]")
        return sorted(map(list, counted.items()), key=lambda row: (-row[1], row[0]))[:20]

    def user_day(self, user, **times):
        return self.transactions("--where", f"{self.paths['user']}={user}", "--since", seconds(times["from"]),
                                 "--until", seconds(times["to"]))

    def shape(self):
        rows = self.stats("--by", ".start / 300 | floor * 300", "--notimers")
        return sorted([int(name), *others] for name, *others in rows if name != "all records")

    def new_messages(self, deploy):
        lines = '.logs[]? | "\\(.[1]) \\(.[2])"'
        before, after = (self.counted(lines, option, seconds(deploy)) for option in ("--until", "--since"))
        new = ((*line.split(" ", 1), count) for line, count in after.items() if line not in before)
        return sorted(([int(level), message, count] for level, message, count in new), key=lambda row: (-row[2], row[0], row[1]))[:100]

