-- SPDX-License-Identifier: Apache-2.0
-- For wrk: every request sends one message to a member: MEMBER [KEY [WAIT]]. With the key ping, which
-- it has by default, it is one that pingd answers with another message.
function init(arguments)
    local member, key, wait = arguments[1], arguments[2] or "ping", arguments[3]
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = string.format('{"to":"%s","key":"%s","value":0', member, key)
    if wait then wrk.body = wrk.body .. string.format(',"wait":"%s"', wait) end
    wrk.body = wrk.body .. "}"
end
