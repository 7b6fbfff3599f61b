# SPDX-License-Identifier: Apache-2.0
"""Follows a node's events with many readers, while messages reach it and others ask it.

    readers.py --api HOST:PORT --gossip HOST:PORT --name NAME --teller HOST:PORT --pid PID
               --readers N --seconds S --rate R --mebibytes M

The teller is the API of another node, which is asked to send R messages a second to NAME. Beside the
readers somebody pings NAME's gossip port as another member would, and somebody asks its API; each is
a process of its own. Prints what was seen, and exits with 1 when a reader missed an event, got one
twice or out of order, or was cut off, and when the node's memory grew by more than M.
"""
import argparse
import http.client
import json
import multiprocessing
import re
import resource
import selectors
import socket
import struct
import sys
import time

ID = re.compile(rb"\nid: (\d+)\ndata")


def place(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def status(pid, field):
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def processor_seconds(pid, thread=None):
    path = f"/proc/{pid}/stat" if thread is None else f"/proc/{pid}/task/{thread}/stat"
    with open(path) as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def quantiles(values):
    if not values:
        return "none"
    values = sorted(values)
    at = lambda share: values[min(len(values) - 1, int(share * len(values)))] * 1000
    return f"p50 {at(.5):.2f} ms, p99 {at(.99):.2f} ms, at most {values[-1] * 1000:.1f} ms"


class Reader:
    """One stream, looked at as far as events are whole."""

    def __init__(self, address, net):
        self.socket = socket.socket()
        self.socket.bind((f"127.0.{net}.1", 0))
        self.socket.connect(address)
        self.socket.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.socket.setblocking(False)
        self.rest = b""
        self.has_begun = False
        self.last = None
        self.events = 0
        self.flaws = 0

    def read(self):
        """Whether it goes on."""
        try:
            bytes_read = self.socket.recv(262144)
        except BlockingIOError:
            return True
        except OSError:
            return False
        whole, end, rest = (self.rest + bytes_read).rpartition(b"\n\n")
        self.rest = rest
        self.has_begun = self.has_begun or b"retry: " in whole
        if b"event: gap" in whole:
            self.flaws += 1
        for number in map(int, ID.findall(whole)):
            if self.last is not None and number != self.last + 1:
                self.flaws += 1
            self.last = number
            self.events += 1
        return bool(bytes_read)


def follow(options, told):
    selector = selectors.EpollSelector()
    readers = []
    for number in range(options.readers):
        reader = Reader(place(options.api), 1 + number % 8)
        selector.register(reader.socket, selectors.EVENT_READ, reader)
        readers.append(reader)

    def turn(wait):
        for key, _ in selector.select(wait):
            if not key.data.read():
                key.data.flaws += 1
                selector.unregister(key.data.socket)

    deadline = time.monotonic() + 60
    while not all(reader.has_begun for reader in readers):
        turn(0.1)
        if time.monotonic() > deadline:
            sys.exit("not every reader's stream begins")
    told["go"].set()
    largest = 0
    end = time.monotonic() + options.seconds
    next_look = 0
    while time.monotonic() < end:
        turn(0.05)
        if time.monotonic() > next_look:
            largest = max(largest, status(options.pid, "VmRSS"))
            next_look = time.monotonic() + 0.25
    told["stop"].set()
    told["done"].wait(60)
    expected = told["count"].value
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(reader.events < expected for reader in readers):
        turn(0.05)
        largest = max(largest, status(options.pid, "VmRSS"))
    return readers, expected, largest


def tell(options, told):
    """Sends messages at an even pace, as far as they are taken."""
    told["go"].wait()
    connection = http.client.HTTPConnection(*place(options.teller), timeout=60)
    began, count = time.monotonic(), 0
    while not told["stop"].is_set():
        early = began + count / options.rate - time.monotonic()
        if early > 0.0005:
            time.sleep(early)
        body = json.dumps({"to": options.name, "text": f"message {count} " + "." * 100})
        connection.request("POST", "/send", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            count += 1
    told["count"].value = count
    told["done"].set()


def ask(options, told, report):
    """Asks the API for the members, as others do."""
    connection = http.client.HTTPConnection(*place(options.api), timeout=60)
    before, during = [], []
    while not told["stop"].is_set():
        began = time.monotonic()
        connection.request("GET", "/members")
        connection.getresponse().read()
        (during if told["go"].is_set() else before).append(time.monotonic() - began)
        time.sleep(0.01)
    report.put(("GET /members", quantiles(before), quantiles(during)))


def ping(options, told, report):
    """Pings as another member would, and waits for the ack (memberlist's types 0 and 2)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.connect(place(options.gossip))
        link.settimeout(5)
        name = options.name.encode()
        before, during, lost, number = [], [], 0, 0
        while not told["stop"].is_set():
            number += 1
            packet = (b"\x00\x82\xa5SeqNo\xce" + struct.pack(">I", number)
                      + b"\xa4Node" + bytes([0xA0 | len(name)]) + name)
            began = time.monotonic()
            link.send(packet)
            try:
                link.recv(2048)
                (during if told["go"].is_set() else before).append(time.monotonic() - began)
            except TimeoutError:
                lost += 1
            time.sleep(0.01)
    report.put((f"ack of a ping, {lost} lost", quantiles(before), quantiles(during)))


def main():
    parser = argparse.ArgumentParser()
    for name in ("api", "gossip", "name", "teller"):
        parser.add_argument("--" + name, required=True)
    for name in ("pid", "readers", "seconds", "rate", "mebibytes"):
        parser.add_argument("--" + name, type=int, required=True)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if options.readers + 64 > hard:
        sys.exit(f"{options.readers} readers need {options.readers + 64} descriptors, and {hard} "
                 "are allowed (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    told = {name: multiprocessing.Event() for name in ("go", "stop", "done")}
    told["count"] = multiprocessing.Value("Q", 0)
    report = multiprocessing.Queue()
    others = [multiprocessing.Process(target=tell, args=(options, told)),
              multiprocessing.Process(target=ask, args=(options, told, report)),
              multiprocessing.Process(target=ping, args=(options, told, report))]
    for other in others:
        other.start()
    time.sleep(3)
    idle = status(options.pid, "VmRSS")
    used = processor_seconds(options.pid)
    began = time.monotonic()
    readers, expected, largest = follow(options, told)
    took = time.monotonic() - began
    used = processor_seconds(options.pid) - used
    for _ in range(2):
        what, before, during = report.get(timeout=60)
        print(f"  {what}: {before}; with readers: {during}")
    for other in others:
        other.join()
    events = sum(reader.events for reader in readers)
    flaws = sum(reader.flaws for reader in readers)
    short = sum(reader.events < expected for reader in readers)
    print(f"  {expected} messages, {events} events delivered to {len(readers)} readers in {took:.0f} s,"
          f" {events / took:.0f} a second")
    print(f"  processor: {used / took * 100:.0f} % of one, {used / max(events, 1) * 1e6:.2f} µs an event")
    print(f"  memory: {idle / 1024:.1f} MiB idle, at most {largest / 1024:.1f} MiB,"
          f" {(largest - idle) / max(1, len(readers)):.1f} KiB a reader")
    print(f"  {flaws} flaws, {short} readers without all of it")
    if largest - idle > options.mebibytes * 1024:
        print(f"  more than {options.mebibytes} MiB beyond idle")
        sys.exit(1)
    sys.exit(1 if flaws or short or events == 0 else 0)


if __name__ == "__main__":
    main()
