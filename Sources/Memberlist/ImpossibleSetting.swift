// SPDX-License-Identifier: Apache-2.0

/// A setting that cannot be, or some that cannot be together.
public struct ImpossibleSetting: Sendable, Equatable {
    /// Names of properties of ``NodeSettings`` or of its profile, the one to look at first.
    public let names: [String]
    /// What is wrong and what is possible, without a full stop.
    public let sentence: String
}

extension ImpossibleSetting: CustomStringConvertible {
    public var description: String { sentence }
}
