-- SPDX-License-Identifier: BSL-1.0
-- The load: mostly reads of one order, some lists, a few new orders, now and then the report.

wrk.headers["User-Agent"] = "wrk"

local number = 0
local new_order = '{"customer":"load@example.net","lines":[{"sku":"TEA-MINT","quantity":2},{"sku":"SPOON","quantity":1}]}'

function request()
    number = number + 1
    if number % 2000 == 0 then return wrk.format("GET", "/reports/best-customers") end
    if number % 20 == 0 then return wrk.format("POST", "/orders", nil, new_order) end
    if number % 10 == 0 then return wrk.format("GET", "/orders?limit=10") end
    return wrk.format("GET", "/orders/" .. 1 + number * 7919 % 20000)
end

-- One line of JSON for the program that started wrk.
function done(summary)
    local e = summary.errors
    io.write(string.format('{"requests":%d,"microseconds":%d,"refused":%d,"broken":%d}\n', summary.requests,
        summary.duration, e.status, e.connect + e.read + e.write + e.timeout))
end
