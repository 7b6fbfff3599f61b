// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memberlist

extension Refusal {
    /// The only place where a node's failure to start becomes a sentence and an exit code.
    init(_ error: NodeStartError) {
        let (sentence, exitStatus): (String, ExitStatus) =
            switch error {
            case .invalidName:
                ("the node cannot have this name; choose another (--name)", .configuration)
            case .invalidBindAddress(let text):
                ("\(text) is not an IP address to listen on (--bind)", .configuration)
            case .invalidAdvertiseAddress(let text):
                ("\(text) is not an IP address to advertise (--advertise)", .configuration)
            case .metadataTooLarge(let bytes, let limit):
                ("the tags make \(bytes) bytes; the limit is \(limit) (--meta)", .configuration)
            case .labelTooLong(let bytes, let limit):
                ("the label has \(bytes) bytes; the limit is \(limit) (--label)", .configuration)
            case .invalidKeyLength(let bytes):
                ("a key has \(bytes) bytes; use 16, 24 or 32 (--key, --keyring)", .configuration)
            case .invalidProtocolVersion(let version):
                (
                    "there is no protocol version \(version); use 1 to 5 (--protocol-version)",
                    .configuration
                )
            case .invalidDelegateVersions(let versions):
                (
                    "the delegate version \(versions.current) does not lie between "
                        + "\(versions.min) and \(versions.max) (--delegate-protocol-version)",
                    .configuration
                )
            case .addressInUse(let address):
                (
                    "the node cannot listen on \(address): another program does; "
                        + "choose another port (--bind)", .configuration
                )
            case .permissionDenied(let address):
                (
                    "the node cannot listen on \(address): this user may not; "
                        + "choose a port above 1023 (--bind)", .configuration
                )
            case .addressNotAvailable(let address):
                (
                    "the node cannot listen on \(address): it is no address of this machine "
                        + "(--bind)", .configuration
                )
            case .noPrivateAddress:
                (
                    "this machine has no private address to tell the others; "
                        + "say where they find it (--advertise)", .configuration
                )
            case .system(let operation, let errno):
                ("the node cannot start: \(operation): \(SystemText.of(errno))", .system)
            }
        self.init(sentence: sentence, exitStatus: exitStatus)
    }

    /// The only place where a gateway's failure to start becomes a sentence and an exit code.
    init(_ error: GatewayStartError) {
        let flag =
            switch error {
            // Its sentence names the flags itself.
            case .openBindWithoutToken: ""
            case .emptyToken, .unusableToken: " (--http-token-file)"
            case .threadsOutOfRange: " (--http-threads)"
            case .invalidHostName: " (--http-host)"
            case .notAnAddress, .addressInUse, .permissionDenied, .addressNotAvailable,
                .unixPathOccupied, .unixPathInvalid, .system:
                " (--http)"
            }
        self.init(
            sentence: "\(error)\(flag)",
            exitStatus: error.isUsersConfiguration ? .configuration : .system
        )
    }
}
