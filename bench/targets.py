# SPDX-License-Identifier: BSL-1.0
"""The targets: what is divided by what, and how much that may be."""

import dataclasses


@dataclasses.dataclass
class Target:
    """One ratio with its bound; `least` says that more is better."""

    what: str
    numerator: float
    denominator: float
    bound: float
    least: bool = False

    @property
    def ratio(self):
        """The ratio; a missing measurement is none."""
        return self.numerator / self.denominator if self.denominator else float("inf")

    @property
    def reached(self):
        """Whether the bound holds."""
        return self.ratio >= self.bound if self.least else self.ratio <= self.bound

    def row(self):
        """What the tables show."""
        relation = ">=" if self.least else "<="
        return [self.what, f"{self.ratio:.2f}", f"{relation} {self.bound:g}", "reached" if self.reached else "missed"]


# Times faster than T1 of each peer: with copied text, and with literals.
PEERS = {
    "boost_json_dom": (6, 6.5),
    "nlohmann": (10, 12),
    "rapidjson": (3.9, 4.2),
    "fmt": (2.8, 3.1),
    "spdlog": (4.3, 4.8),
    "boost_log": (22, 25),
}


def floor_targets(t):
    """Beside the program written by hand; the first target is the floor's own."""
    reads = 16 * t["clock/steady"] + t["clock/system"]
    return [
        Target("floor less its 17 clock reads / these reads", t["T1/floor"] - reads, reads, 0.5),
        Target("T1 / floor", t["T1/logdefer"], t["T1/floor"], 1.10),
        Target("T1 with literals / floor", t["T1/logdefer_literal"], t["T1/floor"], 1.00),
        Target("T1 with literals and tsc_clock / floor", t["T1/logdefer_literal_tsc"], t["T1/floor"], 0.65),
        Target("T2 / one read of its clock", t["T2/logdefer"], t["clock/steady"], 1.12),
        Target("T2 with tsc_clock / T2 of spdlog", t["T2/logdefer_tsc"], t["T2/spdlog"], 0.11),
        Target("T3 / T1 of the floor", t["T3/logdefer"], t["T1/floor"], 0.45),
    ]


def policy_targets(instructions):
    """Instructions of a transaction with one policy swapped, beside code written without the library."""
    return [
        Target(f"policy {name} / by hand, instructions", instructions[name], instructions[f"{name}_by_hand"], 1.02)
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
        Target(f"T1 of {peer} / {ours}", t[f"T1/{peer}"], t[ours], bound, least=True)
        for column, ours in enumerate(("T1/logdefer", "T1/logdefer_literal"))
        for peer, bound in ((peer, bounds[column]) for peer, bounds in PEERS.items())
    ]


def header_targets(seconds):
    """Parse times."""
    return [
        Target("parsing basic_log_defer.hpp / chrono, string, vector", seconds["logdefer/basic_log_defer.hpp"],
               seconds["chrono, string, vector"], 1.3),
        Target("parsing logdefer.hpp / boost/json.hpp", seconds["logdefer/logdefer.hpp"], seconds["boost/json.hpp"],
               1.25),
    ]
