-- SPDX-License-Identifier: Apache-2.0
-- For wrk: every request sends one ping to the member named on the command line.
function init(arguments)
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = string.format('{"to":"%s","key":"ping","value":0}', arguments[1])
end
