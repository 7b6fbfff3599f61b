// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Standard input, output and error, which others may have closed before they started us.
enum StandardDescriptors {
    /// Fills the gaps with `/dev/null`.
    ///
    /// Otherwise the first socket would become standard output, and the transcript go to a peer.
    static func fillGaps() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard descriptor <= STDERR_FILENO else {
                close(descriptor)
                return
            }
            guard descriptor >= 0 else { return }
        }
    }
}
