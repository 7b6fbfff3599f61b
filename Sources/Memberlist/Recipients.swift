// SPDX-License-Identifier: Apache-2.0

/// Whom a message is for.
public enum Recipients: Sendable, Equatable {
    /// Every other member that is alive or suspect.
    case everyoneElse
    /// These, in this order; a name given twice is sent to once.
    case named([String])
}
