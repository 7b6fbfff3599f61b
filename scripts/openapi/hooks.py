# SPDX-License-Identifier: Apache-2.0
"""Rules of the API that OpenAPI has no words for, told to schemathesis.

They only keep requests that break such a rule from being called valid; requests that are made to
be wrong are sent as they are, unless what is wrong about them does not survive being written.
"""

import json
import os
import secrets
import urllib.parse
import urllib.request

import schemathesis
from schemathesis.generation import GenerationMode

from scripts.openapi import events


def is_valid(case):
    """Whether the case was made to be accepted."""
    if case.meta is None:
        return True
    modes = [case.meta.generation.mode, *(part.mode for part in case.meta.components.values())]
    return all(mode is GenerationMode.POSITIVE for mode in modes)


@schemathesis.hook
def filter_case(context, case):
    """Parameters that need each other, and values that vanish when they are written."""
    query = case.query or {}
    if case.path == "/members" and "wait" in query and "after" not in query:
        return False
    # Empty lists are written as nothing at all, numbers and null as text: both are valid.
    broken = getattr(case.meta.phase.data, "parameter", None) if case.meta else None
    known = ("state", "name", "after", "wait")
    if broken == "meta" and all(
        value == [] or name in known or (name.startswith("meta.") and name != "meta.")
        for name, value in query.items()
    ):
        return False
    if broken == "Last-Event-ID" and not (case.headers or {}).get("Last-Event-ID"):
        return False
    # Tags have room for a number of bytes, not of characters or members.
    if case.path == "/meta" and is_valid(case) and isinstance(case.body, dict):
        return len(json.dumps(case.body).encode()) <= 400
    # A name that is nothing but space and control characters is looked up, and not found.
    if case.path == "/join" and isinstance(case.body, dict):
        addresses = case.body.get("addresses")
        if isinstance(addresses, str) and addresses and not addresses.isprintable():
            return False
    # Names of consumers have a number of bytes, not of characters.
    names = [query.get("consumer"), (case.path_parameters or {}).get("name")]
    if isinstance(case.body, dict):
        names.append(case.body.get("consumer"))
    if any(isinstance(name, str) and len(name.encode()) > 255 for name in names):
        return not is_valid(case)
    # A message of bytes has one recipient by its key, or some by their names.
    if case.path == "/send" and is_valid(case) and "owner" in query:
        return "to" not in query
    return True


@schemathesis.hook
def before_call(context, case, kwargs):
    """Waits are short here: what is looked at is the answer, not the patience. Parameters of /send
    are for bodies that are not JSON. Only a packet may be empty."""
    if case.path == "/events":
        # A stream has no end: it is read until it is silent for so long, or 20 events have come.
        kwargs["timeout"] = (30, 1)
    # Another member may be out of reach by now, since keys and joins are asked for too.
    if "member" in (case.path_parameters or {}) and case.path_parameters["member"] == "node2":
        case.path_parameters["member"] = "node1"
    # Whoever takes calls of any method makes others wait for an answer.
    if case.path == "/rpc/{member}/{method}":
        case.path_parameters["method"] = "echo"
    if case.path == "/rpc/next" and (case.query or {}).get("wait") == "30s":
        case.query["wait"] = "20ms"
    # What one answer says is made into another's path without a look at what that allows.
    for name, value in list((case.path_parameters or {}).items()):
        text = urllib.parse.unquote(value) if isinstance(value, str) else ""
        if any(ord(character) < 0x20 for character in text):
            case.path_parameters[name] = "nobody"
    if not is_valid(case):
        return
    # The same key with another body is refused, as it should be.
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = secrets.token_hex(8)
    if case.path == "/meta" and case.method in ("PUT", "PATCH"):
        case.query = {"timeout": "20ms"}
    # Tags add up from patch to patch, and have little room.
    if case.path == "/meta" and case.method == "PATCH":
        url = os.environ["PINGD_URL"] + "/meta?timeout=20ms"
        reset = urllib.request.Request(url, b"{}", {"Content-Type": "application/json"}, method="PUT")
        urllib.request.urlopen(reset, timeout=30).close()
    if case.path in ("/members", "/messages", "/rpc/next") and "wait" in case.query:
        case.query["wait"] = "20ms"
    # A consumer goes on where it was.
    if case.path == "/messages":
        for name in ("after", "key") if "consumer" in case.query else ("lease", "start"):
            case.query.pop(name, None)
    # To JSON Schema 1.0 is an integer; here one is written without a fraction.
    if case.path == "/messages/ack" and isinstance(case.body, dict):
        case.body = {**case.body, "seqs": [int(number) for number in case.body["seqs"]]}
    # Names that are made up would be looked up, one after the other, and reach nobody.
    if case.path == "/join" and isinstance(case.body, dict) and "addresses" in case.body:
        # Not changed in place: cases may share a body.
        peer = os.environ["PINGD_PEER"]
        case.body = {**case.body, "timeout": "10s", "addresses": [peer]}
    if case.path not in ("/send", "/broadcast"):
        return
    if case.media_type == "application/octet-stream":
        if case.path == "/send" and not case.body:
            case.query["reliable"] = "false"
        # Nobody confirms a packet.
        if case.query.get("reliable") == "false":
            case.query.pop("wait", None)
        keep_lifetime_with_durable(case.query, "true")
        return
    case.query.clear()
    if not isinstance(case.body, dict):
        return
    # To JSON Schema 1.0 is an integer; here one is written without a fraction.
    if isinstance(case.body.get("value"), float):
        case.body["value"] = int(case.body["value"])
    if case.path == "/send" and "" in (case.body.get("text"), case.body.get("base64")):
        case.body["reliable"] = False
    if case.body.get("reliable") is False:
        case.body.pop("wait", None)
    keep_lifetime_with_durable(case.body, True)


def keep_lifetime_with_durable(fields, yes):
    """Only what is durable has a lifetime, and no packet is."""
    if fields.get("reliable") in (False, "false"):
        fields.pop("durable", None)
    if fields.get("durable") != yes:
        fields.pop("ttl", None)


@schemathesis.check
def events_are_as_described(context, response, case):
    """What a stream holds is checked event by event."""
    if case.path != "/events" or response.status_code != 200 or not response.content:
        return
    wanted = case.query.get("types") or []
    wanted = wanted.split(",") if isinstance(wanted, str) else wanted
    found, _ = events.flaws(response.content.decode(), wanted)
    assert not found, "; ".join(found[:5])
