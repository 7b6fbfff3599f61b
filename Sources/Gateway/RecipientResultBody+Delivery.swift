// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Memberlist
import Reactor

extension RecipientResultBody {
    init(_ delivery: Delivery) {
        let (seconds, attoseconds) = delivery.elapsed.components
        self.init(
            to: delivery.recipient,
            status: delivery.status.rawValue,
            via: delivery.path.rawValue,
            confirmable: delivery.isConfirmable,
            bytes: delivery.bytes,
            ms: Double(seconds) * 1_000 + Double(attoseconds) / 1e15,
            error: delivery.failure?.sentence,
            code: delivery.failure?.code
        )
    }
}

extension DeliveryFailure {
    /// For people, without a full stop.
    fileprivate var sentence: String {
        switch self {
        case .timedOut: "the member did not take the message in time"
        case .connectionRefused: "nothing listens at the member's address"
        case .unreachable(let number):
            "the member's address cannot be reached: \(Errno(code: number))"
        case .connectionLost(let number):
            "the connection broke before the member had taken everything: \(Errno(code: number))"
        case .unusableAddress: "the member has no address that can be dialled"
        case .overloaded: "too many messages for the member are waiting already"
        case .unconfirmed: "the member may have the message, and has not confirmed it"
        case .stopped: "this node is stopping"
        }
    }
}
