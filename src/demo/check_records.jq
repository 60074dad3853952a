# SPDX-License-Identifier: BSL-1.0
# Reads raw lines; every one must be a JSON object of its own. Counts them, and those that break a rule of the format.

def inside($duration): . >= 0 and . <= $duration;

def times_fit:
    .end as $duration
    | all(.logs // [] | .[]; .[0] | inside($duration))
      and all(.timers // [] | .[]; (.[1] | inside($duration)) and (.[2] | inside($duration)) and .[1] <= .[2]);

reduce inputs as $line ({records: 0, start_not_first: 0, times_outside: 0};
    ($line | fromjson) as $record
    | .records += 1
    | if ($record | keys_unsorted[0]) != "start" then .start_not_first += 1 else . end
    | if $record | times_fit then . else .times_outside += 1 end)
