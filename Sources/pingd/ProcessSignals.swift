// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The signals that steer a daemon, taken one by one by a thread that waits for them.
enum ProcessSignals {
    private static var steering: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        return signals
    }

    /// Keeps the signals for `next()`, on this thread and on all that it starts.
    ///
    /// A pipe whose reader has gone is an error of `write` from now on, not the end.
    static func claim() {
        var signals = steering
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the next one.
    static func next() -> Int32 {
        var signals = steering
        var signal: Int32 = 0
        while sigwait(&signals, &signal) != 0 {}
        return signal
    }

    /// How a log names it.
    static func name(_ signal: Int32) -> String {
        switch signal {
        case SIGTERM: "SIGTERM"
        case SIGINT: "SIGINT"
        case SIGHUP: "SIGHUP"
        default: "\(signal)"
        }
    }
}
