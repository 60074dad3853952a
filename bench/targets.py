# SPDX-License-Identifier: BSL-1.0
"""The targets: what is divided by what, and how much that may be."""

import dataclasses
import operator
import statistics


class Runs:
    """What each repetition of one run measured. Arithmetic is done repetition by repetition."""

    def __init__(self, values):
        self.values = list(values)

    def each(self, other, operation):
        others = other.values if isinstance(other, Runs) else [other] * len(self.values)
        return Runs(operation(a, b) for a, b in zip(self.values, others))

    def __add__(self, other):
        return self.each(other, operator.add)

    def __sub__(self, other):
        return self.each(other, operator.sub)

    def __mul__(self, other):
        return self.each(other, operator.mul)

    def __truediv__(self, other):
        return self.each(other, operator.truediv)


@dataclasses.dataclass
class Target:
    """One ratio with its bound; `least` says that more is better. Exact numbers are no `Runs`."""

    what: str
    numerator: Runs | float
    denominator: Runs | float
    bound: float
    least: bool = False

    STEADY = 0.10  # of the median: repetitions that differ by more ran beside another load

    def row(self):
        """Returns what the tables show: the median ratio, the least and the greatest, the bound, and the verdict."""
        ratio = self.numerator / self.denominator
        ratios = ratio.values if isinstance(ratio, Runs) else [ratio]
        median, least, most = statistics.median(ratios), min(ratios), max(ratios)
        spread = f"{least:.2f} .. {most:.2f}" if len(ratios) > 1 else "exact"
        relation = ">=" if self.least else "<="
        return [self.what, f"{median:.2f}", spread, f"{relation} {self.bound:g}", self.verdict(median, least, most)]

    def holds(self, ratio):
        return ratio >= self.bound if self.least else ratio <= self.bound

    def verdict(self, median, least, most):
        """Returns "unclear" if the repetitions differ too much, and some reach the bound and some do not."""
        if most - least > self.STEADY * median and self.holds(least) != self.holds(most):
            return "unclear"
        return "reached" if self.holds(median) else "missed"


# Times faster than T1 of each peer.
PEERS = {
    "boost_json_dom": 6,
    "nlohmann": 10,
    "rapidjson": 3.9,
    "fmt": 2.8,
    "spdlog": 4.3,
    "boost_log": 22,
}


def floor_targets(t):
    """Beside the program written by hand; the first target is the floor's own."""
    reads = t["clock/steady"] * 16 + t["clock/system"]
    return [
        Target("floor less its 17 clock reads / these reads", t["T1/floor"] - reads, reads, 0.5),
        Target("T1 / floor", t["T1/logdefer"], t["T1/floor"], 1.25),
        Target("T1 with tsc_clock / floor with tsc_clock", t["T1/logdefer_tsc"], t["T1/floor_tsc"], 1.35),
        Target("T2 / one read of its clock", t["T2/logdefer"], t["clock/steady"], 1.12),
        Target("T2 with tsc_clock / T2 of spdlog", t["T2/logdefer_tsc"], t["T2/spdlog"], 0.11),
        Target("T3 / T1 of the floor", t["T3/logdefer"], t["T1/floor"], 0.35),
        Target("cold T1 / cold floor", t["cold/logdefer"], t["cold/floor"], 1.5),
        Target("a resume: bind less the bare executor, ns", t["asio/bind_sequenced"] - t["asio/bare"], 1, 12),
        Target("T1, 2 threads / 1, beside that of the floor",
               t["T1/logdefer_threads/threads:2"] / t["T1/logdefer_threads/threads:1"],
               t["T1/floor_threads/threads:2"] / t["T1/floor_threads/threads:1"], 1.05),
    ]


def instruction_targets(instructions):
    """Counts, which hold on every machine with this compiler."""
    fork = instructions["fork_join"] - instructions["fork_join_without"]
    return [
        Target("T1, instructions", instructions["t1"], 1, 3400),
        Target("T2, instructions", instructions["t2"], 1, 62),
        Target("T3, instructions", instructions["t3"], 1, 1900),
        Target("fork and join of one child beyond its lines, instructions", fork, 1, 900),
    ]


def size_targets(sizes):
    """Bytes added to a program."""
    further = "each further call of info with "
    return [
        Target("bytes added by one T1", sizes["logdefer"], 1, 32_000),
        Target("bytes added by each further call of info with text", sizes[further + "text"], 1, 120),
        Target("bytes added by each further call of info with two fields", sizes[further + "fields"], 1, 180),
    ]


def policy_targets(instructions):
    """Instructions of a transaction with one policy swapped, beside code written without the library."""
    return [
        Target(f"policy {name} / by hand, instructions", instructions[name], instructions[f"{name}_by_hand"], 1.10)
        for name in instructions if f"{name}_by_hand" in instructions
    ]


def growth_targets(t):
    """Cost of one entry in a large transaction beside one in a small one."""
    def of_entry(name, n):
        return t[f"{name}/{n}"] / n

    return [
        Target(f"{name}: an entry of 100 000 / of 100", of_entry(name, 100_000), of_entry(name, 100), 1.20)
        for name in ("T4/logdefer", "T4/logdefer_keys", "T4/logdefer_timers")
    ]


def peer_targets(t):
    """How many times faster than the packaged peers."""
    return [
        Target(f"T1 of {peer} / T1/logdefer", t[f"T1/{peer}"], t["T1/logdefer"], bound, least=True)
        for peer, bound in PEERS.items()
    ]


def end_to_end_targets(t):
    """T1 until its bytes are in a file, beside one write for each record; and what of it the threads that log spend."""
    targets = []
    for threads in (1, 2):
        for sink in ("batch_sink", "async_sink"):
            for what, name in (("wall", ""), ("processor", " process")):
                targets.append(Target(f"e2e, {threads} threads, {what}: {sink} / file_sink",
                                      t[f"e2e/{sink}/{threads}{name}"], t[f"e2e/file_sink/{threads}{name}"], 0.62))
        targets.append(Target(f"e2e, {threads} threads, processor of those that log: async_sink / null",
                              t[f"e2e/async_sink/{threads} producers"],
                              t[f"e2e/async_sink/{threads} null_producers"], 1.10))
    return targets


def header_targets(seconds):
    """Parse times."""
    return [
        Target("parsing basic_log_defer.hpp / chrono, string, vector", seconds["logdefer/basic_log_defer.hpp"],
               seconds["chrono, string, vector"], 1.25),
        Target("parsing logdefer.hpp / boost/json.hpp", seconds["logdefer/logdefer.hpp"], seconds["boost/json.hpp"],
               1.25),
    ]
