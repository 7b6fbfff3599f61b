#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves the method `upper` beside the node whose API is at URL: serve.py URL"""

import json
import sys
import urllib.error
import urllib.request

url = sys.argv[1] if len(sys.argv) == 2 else sys.exit(__doc__)
try:
    while True:
        with urllib.request.urlopen(f"{url}/rpc/next?methods=upper&wait=30s") as answer:
            call = json.load(answer) if answer.status == 200 else None
        if call:
            reply = call.get("text", "").upper().encode()
            urllib.request.urlopen(f"{url}/rpc/{call['id']}/reply", reply).close()
            print(f"{call['from']} called {call['method']}", flush=True)
except urllib.error.URLError as error:
    sys.exit(f"serve.py: {url}: {error.reason}")
