// SPDX-License-Identifier: Apache-2.0
//
// Linux calls that Swift's Glibc module leaves out. What glibc hides behind
// _GNU_SOURCE is wrapped in CLinux.c: defining it here would clash with the Swift overlay.

#ifndef CLINUX_H
#define CLINUX_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

/// One datagram of a batch. `length` is the room in `bytes` before a receive, the datagram's size
/// after it, and the size to send for a send.
struct clinux_datagram {
    uint8_t *bytes;
    uint32_t length;
    struct sockaddr_storage address;
    socklen_t address_length;
    /// Set on receive when the datagram did not fit.
    int truncated;
};

/// accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length);

/// recvmmsg(2) of at most 64 datagrams, without waiting. Returns how many, or -1.
int clinux_receive(int socket, struct clinux_datagram *datagrams, unsigned count);

/// sendmmsg(2) of at most 64 datagrams, without waiting. Returns how many went, or -1.
int clinux_send(int socket, struct clinux_datagram *datagrams, unsigned count);

/// socket(2) with SOCK_NONBLOCK | SOCK_CLOEXEC; `type` is SOCK_STREAM or SOCK_DGRAM.
int clinux_socket(int family, int type);

/// Whether the peer's system has acknowledged every byte and the end of what we sent: 1 or 0; 2 when
/// the connection is closed, for which there may be a pending error; or -1. Only of use after
/// shutdown(SHUT_WR).
int clinux_end_acknowledged(int socket);

/// Bytes sent that the peer's system has not acknowledged (ioctl SIOCOUTQ), or -1.
int clinux_unacknowledged(int socket);

/// clock_gettime(2) in nanoseconds, or -1. Here, because which of Swift's modules `struct timespec`
/// comes from depends on what was compiled before.
int64_t clinux_clock_nanoseconds(int clock);

/// Names the calling thread, at most 15 bytes.
void clinux_name_thread(const char *name);

#endif
