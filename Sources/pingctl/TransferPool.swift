// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// Requests side by side in one thread, on connections that are kept for the next ones: libcurl's
/// multi interface.
final class TransferPool {
    /// Connections to a node at once; more requests wait for one of them.
    ///
    /// A node allows one address more, but has other clients too.
    private static let connectionLimit = 16
    /// The longest that libcurl is told to wait at once.
    private static let longestWait = Duration.seconds(600)

    /// When set, a wait ends the process as soon as nobody reads its standard output any more.
    var output: Console?
    /// Further descriptors that end a wait when they can be read.
    var descriptors: [Int32] = []
    /// The same, when they can be written to.
    var writable: [Int32] = []
    private let multi: UnsafeMutableRawPointer
    private var underWay: [CURLHandle: Transfer] = [:]

    init() throws(TransferError) {
        guard let multi = curl_multi_init() else { throw .other("libcurl does not start") }
        self.multi = multi
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.connectionLimit)
    }

    deinit {
        for handle in underWay.keys { curl_multi_remove_handle(multi, handle) }
        curl_multi_cleanup(multi)
    }

    /// Begins; `turn` carries on, until the transfer has an outcome or is cancelled.
    func start(_ request: TransferRequest) throws(TransferError) -> Transfer {
        let transfer = try Transfer(request)
        try Self.check(curl_multi_add_handle(multi, transfer.handle))
        underWay[transfer.handle] = transfer
        return transfer
    }

    /// Closes its connection, if it is still under way.
    func cancel(_ transfer: Transfer) {
        guard underWay.removeValue(forKey: transfer.handle) != nil else { return }
        curl_multi_remove_handle(multi, transfer.handle)
    }

    /// Carries one request out, and meanwhile all others on.
    func perform(_ request: TransferRequest) throws(TransferError) -> HTTPReply {
        let transfer = try start(request)
        defer { cancel(transfer) }
        while true {
            if let outcome = transfer.outcome { return try outcome.get() }
            try turn(until: nil)
        }
    }

    /// Waits for something to happen to any transfer, at most until the deadline, and carries it
    /// on.
    ///
    /// It may return without anything having happened.
    func turn(until deadline: ContinuousClock.Instant?) throws(TransferError) {
        let wait = deadline.map { ContinuousClock.now.duration(to: $0) } ?? Self.longestWait
        try poll(min(wait, Self.longestWait))
        output?.endIfNobodyReads()
        var running: Int32 = 0
        try Self.check(curl_multi_perform(multi, &running))
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let handle = message.easy_handle,
                let transfer = underWay.removeValue(forKey: handle)
            else { continue }
            curl_multi_remove_handle(multi, handle)
            transfer.finish(message.data.result)
        }
    }

    /// Waits and does nothing else.
    func pause(until deadline: ContinuousClock.Instant) throws(TransferError) {
        while ContinuousClock.now < deadline { try turn(until: deadline) }
    }

    private func poll(_ wait: Duration) throws(TransferError) {
        var watched = descriptors.map {
            curl_waitfd(fd: $0, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        }
        watched += writable.map {
            curl_waitfd(fd: $0, events: Int16(CURL_WAIT_POLLOUT), revents: 0)
        }
        // An error or the end of its reader is told without being asked for.
        if output != nil { watched.append(curl_waitfd(fd: STDOUT_FILENO, events: 0, revents: 0)) }
        var count: Int32 = 0
        // Rounded up, so that a deadline has passed when the wait for it is over.
        let milliseconds = Int32(max(0, (wait / .milliseconds(1)).rounded(.up)))
        try Self.check(
            curl_multi_poll(multi, &watched, UInt32(watched.count), milliseconds, &count)
        )
    }

    private static func check(_ code: CURLMcode) throws(TransferError) {
        guard code == CURLM_OK else { throw .other(String(cString: curl_multi_strerror(code))) }
    }
}
