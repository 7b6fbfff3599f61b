#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the first corpus of a fuzzer: inputs made of the golden vectors in Tests/Vectors.

Usage: seeds.py TARGET DIRECTORY
"""

import hashlib
import json
import pathlib
import sys

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Vectors"
# Longer ones make each run slow and find nothing that a short one does not.
MOST_BYTES = 4096
# The structures in the order in which MessagePackProperties chooses among them.
STRUCTURES = [
    "ping", "indirectPing", "ackResp", "suspect", "alive", "dead", "pushPullHeader",
    "pushNodeState", "userMsgHeader", "compress", "nackResp", "err",
]


def cases(name):
    with open(VECTORS / f"{name}.json", encoding="utf-8") as file:
        return json.load(file)["cases"]


def hexes(name, *keys):
    for case in cases(name):
        for key in keys:
            if isinstance(case.get(key), str):
                yield bytes.fromhex(case[key])


def captures():
    for case in cases("udp_captures"):
        for packet in case["packets"]:
            datagram = bytes.fromhex(packet["hex"])
            yield datagram
            # Without its checksum, which would hide from the fuzzer what lies behind it.
            if datagram[:1] == b"\x0c":
                yield datagram[5:]


def packet():
    yield from captures()
    yield from hexes("packets", "message_hex", "packet_hex")
    yield from hexes("ingest", "packet_hex")
    yield from hexes("messages", "hex")
    yield from hexes("lzw", "compress_message_hex")
    for case in cases("compound"):
        if case["op"] == "encode":
            yield bytes.fromhex(case["hex"])
        else:
            yield b"\x07" + bytes.fromhex(case["body_hex"])


def stream():
    for index, case in enumerate(cases("streams")):
        choice = index * 2 % 256
        for key in ("stream_hex", "plain_frame_hex"):
            frame = bytes.fromhex(case[key])
            label = case["label"].encode()
            header = b"\xf4" + bytes([len(label)]) + label if label else b""
            yield bytes([choice]) + header + frame
            yield bytes([choice | 1]) + frame
    for index, case in enumerate(cases("transcripts")):
        for key, value in case.items():
            if key.endswith("hex") and isinstance(value, str) and value and "to" in key:
                side = 1 if key.startswith("acceptor") else 0
                yield bytes([index * 2 % 256 | side]) + bytes.fromhex(value)


def msgpack():
    for case in cases("messages"):
        message = bytes.fromhex(case["hex"])
        kind = case["message"]
        if kind in STRUCTURES:
            body = message if kind == "pushNodeState" else message[1:]
            yield bytes([STRUCTURES.index(kind)]) + body
    for case in cases("decode"):
        if case["message"] in STRUCTURES:
            choice = STRUCTURES.index(case["message"])
            yield bytes([choice]) + bytes.fromhex(case["body_hex"])


def lzw():
    yield from hexes("lzw", "lzw_hex", "payload_hex")
    yield from hexes("packets", "message_hex")


def decrypt():
    for index, case in enumerate(cases("crypto")):
        yield bytes.fromhex(case["hex"])
        if "plaintext_hex" in case:
            edit = bytes([index % 32, index % 6, 0, index % 64, 1 + index % 255, 16, 3])
            yield edit + bytes.fromhex(case["plaintext_hex"])
    for index, message in enumerate(hexes("packets", "message_hex")):
        yield bytes([index % 32, index % 6, 0, index % 64, 1 << index % 8, 2, 1]) + message


TARGETS = {
    "packet": packet, "stream": stream, "msgpack": msgpack, "lzw": lzw, "decrypt": decrypt,
}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: seeds.py {'|'.join(TARGETS)} DIRECTORY")
    directory = pathlib.Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    for seed in TARGETS[sys.argv[1]]():
        if len(seed) <= MOST_BYTES:
            (directory / hashlib.sha1(seed).hexdigest()).write_bytes(seed)


if __name__ == "__main__":
    main()
