# SPDX-License-Identifier: BSL-1.0
"""Records for the tests of the report: an ordinary day of a shop, and what no one would write but an enemy."""

import json
import random

BEGIN = 1_700_000_000
ROUTES = ["/orders", "/orders/17", "/cart", "/search", "/checkout", "/reports/best-customers"]
USERS = ["jane", "ada", "grace", "edsger", "barbara", "tony"]
OUTCOMES = ["exception", "cancelled", "abandoned", "unterminated"]


def timers_of(chance, duration):
    """Phases of a request: one after the other, two side by side, each with its parts."""
    cut = duration * chance.uniform(0.1, 0.3)
    done = duration * chance.uniform(0.6, 0.9)
    busy = (done - cut) * chance.uniform(0.1, 0.5)
    queued = (done - cut) * chance.uniform(0.05, 0.3)
    return [
        ["parse", 0.00001, round(cut, 6)],
        ["db", round(cut, 6), round(done, 6), {"busy": round(busy, 6), "queued": round(queued, 6), "resumes": 3}],
        ["cache", round(cut, 6), round(cut + (done - cut) / 3, 6)],
        ["render", round(done, 6), round(duration, 6), {"busy": round((duration - done) * 0.8, 6), "resumes": 1}],
    ]


def lines_of(chance, duration, failed, slow):
    lines = [
        [0.00002, 40, "accepted", {"peer": f"10.0.0.{chance.randrange(256)}"}],
        [round(duration * 0.2, 6), 30, "asking the database"],
        [round(duration * 0.7, 6), 30, "rows read", {"rows": chance.randrange(500), "cached": chance.random() < 0.3}],
    ]
    if slow:
        lines.append([round(duration * 0.8, 6), 20, "slower than its budget", {"budget": 0.25}])
    if failed:
        lines.append([round(duration * 0.9, 6), 10, "the payment service did not answer", {"attempt": 3}])
    return lines


def ordinary(number, chance):
    """One record; the load rises and falls, and every eleventh minute something is wrong."""
    at = BEGIN + number * 0.072 + chance.uniform(0, 0.2)
    trouble = int(at / 60) % 11 == 3
    duration = chance.lognormvariate(-3.4, 0.7) * (4 if trouble else 1)
    failed = chance.random() < (0.12 if trouble else 0.01)
    record = {
        "start": round(at, 6),
        "end": round(duration, 6),
        "data": {
            "request_id": f"{chance.getrandbits(64):016x}",
            "method": chance.choice(["GET", "GET", "GET", "POST"]),
            "route": chance.choice(ROUTES),
            "status": 500 if failed else chance.choice([200, 200, 200, 201, 404]),
            "user": {"name": chance.choice(USERS), "id": chance.randrange(1000)},
            "bytes": chance.randrange(20_000),
        },
        "logs": lines_of(chance, duration, failed, duration > 0.25),
        "timers": timers_of(chance, duration),
    }
    if failed or chance.random() < 0.01:
        record["outcome"] = "exception" if failed else chance.choice(OUTCOMES)
    return record


def ordinary_lines(count, seed):
    chance = random.Random(seed)
    for number in range(count):
        yield json.dumps(ordinary(number, chance), separators=(",", ":"))


MARKUP = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"><!-- <script>"


def nested(depth):
    value = "[" * depth + "1" + "]" * depth
    return '{"start":1700000010.5,"end":0.01,"data":{"deep":' + value + '},"logs":[[0,30,"deep"]]}'


def with_markup():
    """Markup wherever text may be."""
    return {
        "start": BEGIN,
        "end": 0.5,
        "outcome": MARKUP,
        "data": {MARKUP: MARKUP, "__proto__": {"polluted": True}},
        "logs": [[0.1, 10, MARKUP, {MARKUP: [MARKUP]}]],
        "timers": [[MARKUP, 0.1, 0.2, {MARKUP: MARKUP, "busy": MARKUP}]],
        MARKUP: MARKUP,
    }


def with_acting_characters():
    return {
        "start": BEGIN + 1,
        "end": 0.2,
        "data": {"ansi": "\x1b[31mred\x1b[0m\x07", "lines": "a\u2028b\u2029c", "rtl": "\u202egnp.exe", "nul": "a\0b"},
        "logs": [[0, 20, "\u05e9\u05dc\u05d5\u05dd \u202e evil \u2066"], [0.1, 30, "two\nlines\r\n\tand a tab"]],
    }


def huge():
    data = {"x" * 100_000: "y" * 3_000_000}
    return {"start": BEGIN + 2, "end": 0.1, "data": data, "logs": [[0, 30, "z" * 1_000_000]]}


LONE_SURROGATES = r'{"start":1700000003,"end":0.1,"data":{"lone":"\ud800"},"logs":[[0,30,"\udc00 lonely"]]}'
ILL_FORMED = b'{"start":1700000009,"end":0.1,"data":{"bytes":"\xff\xfe\xc3"},"logs":[[0,30,"cut \xe2\x82</script>"]]}'

# What no writer of ours writes and a reader takes.
LIBERAL = [
    '{"timers":{"old":[0.1,0.2],"open":[0.15]},"end":0.3,"start":1.700000004e9,'
    '"logs":[[0.1,25,17,null],[0.2,"odd","text"],"bare",[]]}',
    '{"start":1700000005,"timers":[["no end",0.1],["ends before",0.5,0.2],"bare",[],[1,2,3,4],[null,null,null,null]]}',
    '{"start":1700000006,"end":0,"data":{"big":9007199254740993,"bigger":18446744073709551615,"real":1e400}}',
    '{"start":1700000007,"end":"long","data":[1,[2,[3]]],"logs":{"no":"list"},"timers":7,"outcome":{"a":1}}',
    '{"start":-5,"end":-1,"logs":[[-1,-10,""]]}',
    '{"start":1e300,"end":1e300}',
]
WITHOUT_START = ['{"start":null,"end":1,"logs":[[0,10,"null start"]]}', '{"start":"now"}', '{"end":1}', "{}"]
NO_RECORDS = ["", "no JSON", "[1,2]", "null", '{"start":1700000008,"end":']


def hostile_lines():
    """Bytes, since not all of it is text."""
    as_characters = json.dumps(with_acting_characters(), ensure_ascii=False)
    made = [json.dumps(with_markup()), as_characters, json.dumps(with_acting_characters()), json.dumps(huge())]
    deep = [nested(100), nested(5000), nested(100_000)]
    return [line.encode() for line in [*made, LONE_SURROGATES, *LIBERAL, *WITHOUT_START, *deep, *NO_RECORDS]] + [ILL_FORMED]


def is_record(line):
    """As the page should see it."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return b'"deep"' in line or b'"bytes"' in line  # too deep, or ill-formed, for Python only
    return isinstance(record, dict)
