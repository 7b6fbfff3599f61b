#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves the method `upper` beside the node whose API is at URL: serve.py URL"""

import json
import sys
import urllib.error
import urllib.request


def serve(url):
    while True:
        with urllib.request.urlopen(f"{url}/rpc/next?methods=upper&wait=30s") as answer:
            if answer.status == 204:
                continue
            call = json.load(answer)
        reply = call.get("text", "").upper().encode()
        request = urllib.request.Request(f"{url}/rpc/{call['id']}/reply", reply)
        urllib.request.urlopen(request).close()
        print(f"{call['from']} called {call['method']}", flush=True)


if len(sys.argv) != 2:
    sys.exit(__doc__)
try:
    serve(sys.argv[1])
except urllib.error.URLError as error:
    sys.exit(f"serve.py: {sys.argv[1]}: {error.reason}")
