# SPDX-License-Identifier: Apache-2.0
"""Holds a piece of `GET /events` against openapi.yaml, which says of the stream in words what JSON
Schema says of other answers.

    events.py URL TYPE...

Reads what the node at URL holds, and fails when it is not as described, or when it has no event of
one of these types.
"""
import json
import re
import sys
import urllib.request

import jsonschema
import yaml

BLOCK = re.compile(r"(?:retry: \d+\n)?(?::\n)?(?:event: (?P<type>.+)\n)?(?:id: (?P<id>\d+)\n)?"
                   r"(?:data: (?P<data>.+)\n)?")

with open("openapi.yaml", encoding="utf-8") as description:
    COMPONENTS = yaml.safe_load(description)["components"]

TYPES = COMPONENTS["schemas"]["EventType"]["enum"]


def schema_of(event):
    if event == "gap":
        return "Gap"
    if event == "receipt":
        return "Receipt"
    return "MemberEvent" if event.startswith("member-") else "Message"


VALIDATORS = {
    name: jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": COMPONENTS})
    for name in map(schema_of, TYPES)
}


def flaws(text, wanted=None):
    """What is not as described in whole blocks of a stream that was asked for `wanted` types.

    Returns the sentences, and the types that were there.
    """
    found, seen = [], []
    place = None
    for number, block in enumerate(text.split("\n\n")[:-1]):
        match = BLOCK.fullmatch(block + "\n")
        if not match:
            found.append(f"block {number} is not understood: {block!r}")
            continue
        if number == 0 and not block.startswith("retry: "):
            found.append(f"the stream begins with {block!r}")
        event, data = match["type"], match["data"]
        if (event is None) != (data is None):
            found.append(f"an event without type or data: {block!r}")
        if match["id"] is None:
            # Only before a gap, which says from where the stream goes on.
            if number > 0:
                found.append(f"a block without id: {block!r}")
            continue
        at, place = place, int(match["id"])
        if event is None or data is None:
            if at is not None and place < at:
                found.append(f"the stream went back from {at} to {place}")
            continue
        seen.append(event)
        if event not in TYPES:
            found.append(f"{event} is no type of event")
            continue
        if wanted and event not in wanted and event != "gap":
            found.append(f"{event} was not asked for")
        if at is not None and event != "gap" and (place <= at or not wanted and place != at + 1):
            found.append(f"{place} came after {at}")
        try:
            value = json.loads(data)
        except ValueError as error:
            found.append(f"data is not JSON: {error}")
            continue
        for error in VALIDATORS[schema_of(event)].iter_errors(value):
            found.append(f"{event} {place}: {error.message} at {error.json_path}")
    return found, seen


def main():
    url, types = sys.argv[1], sys.argv[2:]
    text = ""
    with urllib.request.urlopen(f"{url}/events?after=0", timeout=2) as stream:
        try:
            while line := stream.readline():
                text += line.decode()
        except TimeoutError:
            pass
    found, seen = flaws(text)
    found += [f"there was no {event}" for event in types if event not in seen]
    for sentence in found:
        print(f"  {sentence}")
    if found:
        sys.exit(1)
    print(f"{len(seen)} events are as described: {', '.join(sorted(set(seen)))}")


if __name__ == "__main__":
    main()
