// SPDX-License-Identifier: Apache-2.0

/// Why a subscription ended while its node goes on.
public enum SubscriptionError: Error, Sendable, Equatable {
    /// The reader was too slow; what came before has been read, what came after is lost to it.
    case fellBehind(limit: Int)
}

extension SubscriptionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .fellBehind(let limit): "the reader was more than \(limit) elements behind"
        }
    }
}
