#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes lanes.json: openings, keys, records and frames of docs/lane-protocol.md, made from its
text alone and by another hand than the program's.

Usage: lanes.py > lanes.json      (needs the package `cryptography`: pip install cryptography)

Every byte follows from the constants below, so that the same file comes out each time.
"""

import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CLUSTER_KEY = bytes(range(32))
LABEL = b"blue"
DIALER_RANDOM = bytes([0xD1] * 32)
ACCEPTOR_RANDOM = bytes([0xAC] * 32)
DIALER_LIFE = bytes(range(0x10, 0x20))
ACCEPTOR_LIFE = bytes(range(0x20, 0x30))
NO_LIFE = bytes(16)
GRANTS = (4 << 20, 4096, 1024, 64, 256 << 10)
RECORDS_PER_KEY = 1 << 20


# Openings, §2

def hello(side, random, echo, key, life, peer_life, received, accepted, first, name, peer):
    return (bytes([side, 1, 1, 0]) + struct.pack(">I", 0) + random + echo + key + life + peer_life
            + struct.pack(">QQQ", received, accepted, first) + struct.pack(">5I", *GRANTS)
            + bytes([len(name)]) + name + bytes([len(peer)]) + peer)


def refusal(code, echo, words):
    return bytes([2]) + struct.pack(">H", code) + bytes(1) + echo + words


def message(content):
    return b"\x70" + struct.pack(">H", len(content)) + content


def label_header():
    return bytes([0xF4, len(LABEL)]) + LABEL


def sealed_stream(plain, nonce):
    """A frame of the cluster's streams: type 10, length, version 1, nonce, ciphertext and tag."""
    header = b"\x0a" + struct.pack(">I", len(plain) + 29)
    return header + b"\x01" + nonce + AESGCM(CLUSTER_KEY).encrypt(nonce, plain, header + LABEL)


# Keys and records, §5

def hkdf(secret, salt, info, length):
    prk = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    block, material, counter = b"", b"", 1
    while len(material) < length:
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha256).digest()
        material += block
        counter += 1
    return material[:length]


class Direction:
    def __init__(self, sender, salt, transcript):
        info = b"pingd lane 1" + bytes([sender]) + hashlib.sha256(transcript).digest()
        self.sender, self.number = sender, 0
        self.take(hkdf(CLUSTER_KEY, salt, info, 44))

    def take(self, material):
        self.key, self.vector = material[:32], material[32:]

    def renew(self):
        self.take(hkdf(self.key, b"", b"pingd lane 1 next" + bytes([self.sender]), 44))

    def skip(self, number):
        before = lambda count: 0 if count == 0 else (count - 1) // RECORDS_PER_KEY
        for _ in range(before(number) - before(self.number)):
            self.renew()
        self.number = number

    def seal(self, plain):
        if self.number > 0 and self.number % RECORDS_PER_KEY == 0:
            self.renew()
        count = struct.pack(">Q", self.number)
        self.number += 1
        nonce = self.vector[:4] + bytes(a ^ b for a, b in zip(self.vector[4:], count))
        length = struct.pack(">I", len(plain) + 16)
        associated = bytes([self.sender]) + count + length
        return length + AESGCM(self.key).encrypt(nonce, plain, associated)


def plain_record(frames):
    return struct.pack(">I", len(frames)) + frames


# Frames, §6

def frame(kind, content):
    return struct.pack(">I", kind << 24 | len(content)) + content


def numbered(kind, number, content=b""):
    return frame(kind, struct.pack(">Q", number) + content)


RECEIVERS_CALL = 1 << 63


def of_call(kind, number, exchange, flags, content):
    return numbered(kind, number, struct.pack(">QB", exchange, flags) + content)


def call(number, exchange, flags, budget, method, body):
    content = struct.pack(">IB", budget, len(method)) + method + body
    return of_call(0x12, number, exchange, flags, content)


def reply(number, exchange, flags, status, body):
    return of_call(0x13, number, exchange | RECEIVERS_CALL, flags, struct.pack(">H", status) + body)


def frames():
    yield "acknowledgement", frame(0x01, struct.pack(">Q", 7))
    yield "credit", frame(0x02, struct.pack(">QQ", 1, 1 << 20))
    yield "ping", frame(0x03, struct.pack(">Q", 9))
    yield "pong", frame(0x04, struct.pack(">Q", 9))
    yield "close", frame(0x05, struct.pack(">H", 1))
    yield "message", numbered(0x10, 1, b"hello")
    yield "piece", numbered(0x11, 2, b"first half, ")
    yield "call", call(3, 1, 1, 2000, b"add", b"\x01\x02")
    yield "reply", reply(4, 5, 0, 0, b"\x03")
    yield "body", of_call(0x14, 5, 1, 1, b"end")
    yield "cancel", of_call(0x15, 6, 1, 0, struct.pack(">H", 4))
    yield "stop", of_call(0x16, 7, 5 | RECEIVERS_CALL, 0, struct.pack(">H", 6))
    yield "void", numbered(0x1F, 8)


# Conversations: two messages, a call and its answer

def conversation(sealed):
    key = hashlib.sha256(CLUSTER_KEY).digest()[:8] if sealed else bytes(8)
    dialer = hello(0, DIALER_RANDOM, bytes(32), key, DIALER_LIFE, NO_LIFE, 0, 0, 1, b"a", b"b")
    acceptor = hello(1, ACCEPTOR_RANDOM, DIALER_RANDOM, key, ACCEPTOR_LIFE, NO_LIFE, 0, 0, 1,
                     b"b", b"a")
    refused = refusal(36, DIALER_RANDOM, b"full")
    openings = [message(dialer), message(acceptor), message(refused)]
    if sealed:
        openings = [sealed_stream(plain, bytes([n] * 12)) for n, plain in enumerate(openings, 1)]
    records = [
        frame(0x01, struct.pack(">Q", 0)) + numbered(0x10, 1, b"hello")
        + call(2, 1, 0, 2000, b"add", b"\x01\x02"),
        frame(0x01, struct.pack(">Q", 2)) + numbered(0x10, 1, b"hi") + reply(2, 1, 0, 0, b"\x03"),
        frame(0x01, struct.pack(">Q", 2)),
    ]
    ways = [0, 1, 0]
    wrapped = [plain_record(record) for record in records]
    if sealed:
        salt, transcript = DIALER_RANDOM + ACCEPTOR_RANDOM, dialer + acceptor
        directions = [Direction(sender, salt, transcript) for sender in (0, 1)]
        wrapped = [directions[way].seal(record) for way, record in zip(ways, records)]
    return {
        "sealed": sealed, "dialer_hello_hex": dialer.hex(), "acceptor_hello_hex": acceptor.hex(),
        "dialer_stream_hex": (label_header() + openings[0]).hex(),
        "acceptor_stream_hex": openings[1].hex(), "refusal_stream_hex": openings[2].hex(),
        "dialer_records_hex": [wrapped[0].hex(), wrapped[2].hex()],
        "acceptor_records_hex": [wrapped[1].hex()],
    }


def keys():
    salt, transcript = DIALER_RANDOM + ACCEPTOR_RANDOM, b"two openings"
    for sender in (0, 1):
        for number in (0, 1, 255, RECORDS_PER_KEY - 1, RECORDS_PER_KEY, RECORDS_PER_KEY + 1,
                       3 * RECORDS_PER_KEY + 5):
            direction = Direction(sender, salt, transcript)
            direction.skip(number)
            record = direction.seal(b"frames")
            yield {
                "sender": sender, "number": number, "salt_hex": salt.hex(),
                "transcript_hex": transcript.hex(), "plaintext_hex": b"frames".hex(),
                "record_hex": record.hex(),
            }


def main():
    parts = {
        "about": "Lanes between pingd nodes, docs/lane-protocol.md. Made by lanes.py beside this "
                 "file, not captured: nobody else speaks it.",
        "cluster_key_hex": CLUSTER_KEY.hex(), "key_name_hex":
        hashlib.sha256(CLUSTER_KEY).hexdigest()[:16], "label": LABEL.decode(),
        "frames": [{"name": name, "hex": data.hex()} for name, data in frames()],
        "records": list(keys()),
        "conversations": [conversation(False), conversation(True)],
    }
    print(json.dumps(parts, indent=1))


if __name__ == "__main__":
    main()
