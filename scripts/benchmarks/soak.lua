-- SPDX-License-Identifier: Apache-2.0
-- For wrk: counts answers by status and, for errors, by code; prints "answers STATUS CODE COUNT".
-- With an argument it sends pings, mostly to the members named there and now and then to all.
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(arguments)
    counts = {}
    bodies = {}
    for _, name in ipairs(arguments) do
        table.insert(bodies, string.format('{"to":"%s","key":"ping","value":0}', name))
    end
    made = 0
end

function request()
    if #bodies == 0 then return wrk.format("GET", "/members") end
    made = made + 1
    local body = '{"key":"ping","value":0}'
    if made % 50 ~= 0 then body = bodies[made % #bodies + 1] end
    return wrk.format("POST", "/send", { ["Content-Type"] = "application/json" }, body)
end

function response(status, headers, body)
    local name = tostring(status)
    if status >= 400 then name = name .. " " .. (body:match('"code":"([^"]*)"') or "none") end
    counts[name] = (counts[name] or 0) + 1
end

function done(summary)
    for _, thread in ipairs(threads) do
        for name, count in pairs(thread:get("counts")) do
            print(string.format("answers %s %d", name, count))
        end
    end
    print(string.format("failed connect %d read %d write %d timeout %d", summary.errors.connect,
        summary.errors.read, summary.errors.write, summary.errors.timeout))
end
