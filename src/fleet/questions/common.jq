# SPDX-License-Identifier: BSL-1.0
# What the questions have in common. Times are microseconds, as in the store.
def us: . * 1000000 | round;
def start: .start | us;
def duration: .end // 0 | us;
def failed:
  if ((.outcome // "") | . != "" and . != "ok") or any(.logs[]?; .[1] <= 10) then 1 else 0 end;
def id: .data.request_id // "";
def route: .data.route // .data.target // "";
def user: (.data.user | objects | .name) // .data.user_agent // "";
def between($from; $to): select(start >= $from and start < $to);
def nearest_rank($part): sort | .[(length * $part | ceil) - 1];
# The values of rows that have the same key. `+=` would copy what was gathered for each row.
def gathered(rows; key; value): [rows | {key: key, value: value}] | group_by(.key)[] | {key: .[0].key, value: map(.value)};
