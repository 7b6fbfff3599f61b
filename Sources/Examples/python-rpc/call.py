#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calls `upper` of a member through the node whose API is at URL: call.py URL MEMBER TEXT"""

import sys
import urllib.request

url, member, text = sys.argv[1:]
request = urllib.request.Request(f"{url}/rpc/{member}/upper", text.encode())
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())
