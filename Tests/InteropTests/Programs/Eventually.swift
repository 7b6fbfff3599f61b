// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Asks again and again, where nothing tells when the answer changes, until it is yes.
///
/// - Throws: when the answer was still no at the limit, and what `condition` throws.
func eventually(
    _ what: String,
    within limit: Duration,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw Child.StartError(description: "waited \(limit) in vain for \(what)")
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(30)) {
                continuation.resume()
            }
        }
    }
}
