// SPDX-License-Identifier: Apache-2.0

/// Why pingd does not start, or did not do what it was started for.
struct Refusal: Error, Equatable {
    /// One line, without the program's name.
    var sentence: String
    var exitStatus: ExitStatus
}
