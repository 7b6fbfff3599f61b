// SPDX-License-Identifier: Apache-2.0

/// An application's word that it does not want a member, or a merge.
///
/// ```swift
/// settings.hooks.refusesMember = { member in
///     member.metadata.isEmpty ? Refusal("no-metadata") : nil
/// }
/// ```
public struct Refusal: Sendable, Equatable {
    /// Why, in a few words that are always the same: refusals are counted by them.
    ///
    /// The first 64 different ones of a node are told apart; kebab-case suits the counters.
    public let reason: String

    /// A refusal for `reason`.
    public init(_ reason: String) { self.reason = reason }
}
