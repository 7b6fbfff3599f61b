// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <time.h>

#define CLINUX_BATCH 64

int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static void describe(struct mmsghdr *headers, struct iovec *pieces,
                     struct clinux_datagram *datagrams, unsigned count) {
    memset(headers, 0, count * sizeof *headers);
    for (unsigned i = 0; i < count; i++) {
        pieces[i].iov_base = datagrams[i].bytes;
        pieces[i].iov_len = datagrams[i].length;
        headers[i].msg_hdr.msg_iov = &pieces[i];
        headers[i].msg_hdr.msg_iovlen = 1;
        headers[i].msg_hdr.msg_name = &datagrams[i].address;
        headers[i].msg_hdr.msg_namelen = datagrams[i].address_length;
    }
}

int clinux_receive(int socket, struct clinux_datagram *datagrams, unsigned count) {
    struct mmsghdr headers[CLINUX_BATCH];
    struct iovec pieces[CLINUX_BATCH];
    if (count > CLINUX_BATCH) count = CLINUX_BATCH;
    for (unsigned i = 0; i < count; i++)
        datagrams[i].address_length = sizeof datagrams[i].address;
    describe(headers, pieces, datagrams, count);
    int received = recvmmsg(socket, headers, count, MSG_DONTWAIT, NULL);
    for (int i = 0; i < received; i++) {
        datagrams[i].length = headers[i].msg_len;
        datagrams[i].address_length = headers[i].msg_hdr.msg_namelen;
        datagrams[i].truncated = (headers[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    }
    return received;
}

int clinux_send(int socket, struct clinux_datagram *datagrams, unsigned count) {
    struct mmsghdr headers[CLINUX_BATCH];
    struct iovec pieces[CLINUX_BATCH];
    if (count > CLINUX_BATCH) count = CLINUX_BATCH;
    describe(headers, pieces, datagrams, count);
    return sendmmsg(socket, headers, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int clinux_socket(int family, int type) {
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int clinux_end_acknowledged(int socket) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
    if (info.tcpi_state == TCP_CLOSE) return 2;
    return info.tcpi_state == TCP_FIN_WAIT2 || info.tcpi_state == TCP_TIME_WAIT;
}

int clinux_unacknowledged(int socket) {
    int bytes = 0;
    return ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
}

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int64_t clinux_clock_nanoseconds(int clock) {
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) {
        return -1;
    }
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}
