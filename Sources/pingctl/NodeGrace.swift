// SPDX-License-Identifier: Apache-2.0

/// What a node may need beyond the time that it was given for its work.
enum NodeGrace {
    static let time = Duration.seconds(5)
}
