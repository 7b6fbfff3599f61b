# SPDX-License-Identifier: Apache-2.0
"""Opens connections that ask once and then say nothing, until standard input ends.

    idle.py HOST PORT COUNT

Prints "ready" when all are open and answered.
"""
import resource
import socket
import sys

REQUEST = b"GET /members/nobody HTTP/1.1\r\nHost: localhost\r\n\r\n"


def main():
    host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if count + 64 > hard:
        sys.exit(f"{count} connections need {count + 64} descriptors, and {hard} are allowed "
                 "(ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = []
    for _ in range(count):
        connection = socket.create_connection((host, port), timeout=10)
        connection.sendall(REQUEST)
        if not connection.recv(4096).startswith(b"HTTP/1.1 "):
            sys.exit("what came back is no answer")
        held.append(connection)
    print("ready", flush=True)
    sys.stdin.read()


main()
