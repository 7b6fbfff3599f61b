#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the first corpus of a fuzzer: inputs made of the golden vectors in Tests/Vectors, and of
those of HTTP/1.1 in Tests/HTTP1Tests/Vectors.

Usage: seeds.py TARGET DIRECTORY
"""

import hashlib
import json
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"
VECTORS = TESTS / "Vectors"
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


def requests():
    """The request blocks; the README beside the vectors says how they are written."""
    for file in sorted((TESTS / "HTTP1Tests" / "Vectors").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for block in re.findall(r"^```request\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            lines = re.sub(r"(?<!\\)\\\n", "\0", block).replace("\n", "\r\n")
            yield unescaped(lines.replace("\0", ""))


def unescaped(text):
    plain = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}

    def meant(match):
        word = match.group(0)[1:]
        if word[0] == "*":
            count, repeated = word[1:-1].split("{")
            # Fewer of them: the fuzzer's limits are low.
            return unescaped(repeated).decode("latin-1") * min(int(count), 120)
        return chr(int(word[1:], 16)) if word[0] == "x" else plain[word[0]]

    pattern = r"\\(\*\d+\{[^}]*\}|x[0-9A-F]{2}|[rnt0\\])"
    return re.sub(pattern, meant, text).encode("latin-1")


def http():
    for index, request in enumerate(requests()):
        yield bytes([index % 256, index * 7 % 256]) + request
        yield bytes([index % 256, index * 7 % 256]) + request + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def responses():
    """What servers say in Tests/HTTP1Tests/ResponseCase.swift."""
    text = (TESTS / "HTTP1Tests" / "ResponseCase.swift").read_text(encoding="utf-8")
    for line in re.sub(r"\\#\n +", "", text).splitlines():
        parts = line.strip().split(" » ")
        if len(parts) == 3:
            body = parts[1].removesuffix("$").replace("^", "HTTP/1.1 200 OK|")
            body = body.replace("~", "Transfer-Encoding: chunked||").replace("|", "\r\n")
            for name, byte in (("\\n", "\n"), ("\\r", "\r"), ("\\0", "\0")):
                body = body.replace(name, byte)
            yield body.encode()


def response():
    for index, body in enumerate(responses()):
        for choice in range(4):
            yield bytes([index * 7 % 256, choice]) + body


def request():
    for index, text in enumerate(requests()):
        yield bytes([index % 256, index * 7 % 256]) + text
    yield b"\x01\x02\x03\x04GET\0/a?b\0X-A\0b\0body"


def chunked():
    for index, request in enumerate(requests()):
        head, end, body = request.partition(b"\r\n\r\n")
        if end and b"chunked" in head.lower():
            yield bytes([index % 256]) + body


def target():
    for request in requests():
        words = request.split(b"\r\n")[0].split(b" ")
        if len(words) > 1:
            yield words[1]
    yield from [b"/a/b%2fc?x=%20&y=+&z", b"/a/%25", b"/a/%C3%A9?=&&==", b"/%61/x", b"*", b"/a/"]


def json_texts():
    yield from [
        b'{"to":["node2","node3"],"key":"ping","value":18446744073709551615}',
        b'{"text":"\\u00e9\\ud83d\\ude00 \\"\\\\\\/\\b\\f\\n\\r\\t"}',
        b'{"reliable":false,"timeout":"10s"}',
        b'{"json":{"a":[1,-0.5e+3,true,null,{"b":{}},[]]},"base64":"AAEC"}',
        b'[' * 17 + b']' * 17, b'{"a":' * 16 + b'0' + b'}' * 16, b' [ 1 , 2.5 ] ', b'"\xc3\xa9"',
        b'{"a":1,"\\u0061":2}', b'[1,]', b'01', b'-0', b'1e999999', b'9' * 400, b'"\\ud800"',
        b'\xef\xbb\xbf{}', '{"a":1}'.encode("utf-16"), b'"\x01"', b'"\xff"', b'{"a":1,}',
        b'{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"a":0}', b'truefalse', b'nul',
    ]


def lane():
    with open(VECTORS / "lanes.json", encoding="utf-8") as file:
        vectors = json.load(file)
    frames = [bytes.fromhex(case["hex"]) for case in vectors["frames"]]
    for index, frame in enumerate(frames):
        yield bytes([index * 16 % 256, 2]) + frame
    numbers = 0
    sequence = b""
    for frame in frames:
        if frame[0] & 0xF0 == 0x10:
            numbers += 1
            frame = frame[:4] + numbers.to_bytes(8, "big") + frame[12:]
        sequence += frame if frame[0] != 5 else b""
        yield b"\x35\x02" + sequence
    # A call with a body that is streamed, and an answer and a body to the call of the other side.
    call = bytes.fromhex("12000017" "0000000000000001" "0000000000000001" "01" "ffffffff" "01" "6d")
    body = bytes.fromhex("14000013" "0000000000000002" "0000000000000001" "00" "0102")
    answer = bytes.fromhex("13000014" "0000000000000001" "8000000000000001" "01" "0000" "05")
    end = bytes.fromhex("14000012" "0000000000000002" "8000000000000001" "01" "06")
    for frames in [call + body, call + body + body, answer + end, call + answer]:
        yield b"\x11\x02" + frames
        yield b"\x77\x01" + len(frames).to_bytes(4, "big") + frames
    for case in vectors["conversations"]:
        for key in ("dialer_hello_hex", "acceptor_hello_hex"):
            yield b"\x00\x00" + bytes.fromhex(case[key])
        for records in (case["dialer_records_hex"], case["acceptor_records_hex"]):
            yield b"\x21\x01" + b"".join(bytes.fromhex(record) for record in records)


def relay():
    """Messages in the frames of docs/proxy.md."""

    def frame(kind, contents=b""):
        return bytes([kind]) + len(contents).to_bytes(4, "big") + contents

    def fields(*pairs):
        lines = b"".join(
            len(name).to_bytes(2, "big") + len(value).to_bytes(2, "big") + name + value
            for name, value in pairs)
        return len(pairs).to_bytes(2, "big") + lines

    def length(kind, count=0):
        return bytes([kind]) + count.to_bytes(8, "big")

    def request(flags, method, target, size, *pairs):
        return frame(1, bytes([flags, len(method)]) + method + len(target).to_bytes(2, "big")
                     + target + size + fields(*pairs))

    def response(status, size, *pairs):
        return frame(2, status.to_bytes(2, "big") + size + fields(*pairs))

    end = frame(4, fields())
    trailers = frame(4, fields((b"X-Sum", b"5")))
    messages = [
        (0, request(0, b"GET", b"/a%2Fb?c=%FF", length(0), (b"X-A", b"1")) + end),
        (0, request(1, b"POST", b"/", length(1, 5)) + frame(3, b"hello") + end),
        (0, request(0, b"PURGE", b"/x", length(2), (b"Te", b"a\tb")) + frame(3, b"he")
         + frame(3, b"llo") + trailers),
        (1, response(200, length(1, 1 << 40), (b"ETag", b'"x"')) + end),
        (1, response(304, length(2)) + end),
        (2, frame(6) + response(200, length(1, 2)) + frame(3, b"ok") + end),
        (2, response(599, length(2), (b"Trailer", b"X-Sum")) + frame(3, b"x") + trailers),
        (2, frame(5, b"\x03nobody listens there: caf\xc3\xa9")),
        (2, frame(6) + frame(5, b"\x07")),
        (2, frame(2, b"\x00\xc8") + frame(9)),
    ]
    for kind, message in messages:
        for choice in range(kind, 256, 51):
            yield bytes([choice]) + message


TARGETS = {
    "packet": packet, "stream": stream, "msgpack": msgpack, "lzw": lzw, "decrypt": decrypt,
    "http": http, "response": response, "request": request,
    "chunked": chunked, "target": target, "json": json_texts,
    "lane": lane, "relay": relay,
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
