// SPDX-License-Identifier: Apache-2.0

import Gateway
import Journal
import Memberlist

extension Refusal {
    /// The only place where a journal's failure to open becomes a sentence and an exit code.
    init(_ error: JournalError) {
        let exitStatus: ExitStatus =
            switch error {
            case .directory, .inUse, .newer, .foreign, .corrupt, .cannotOpen, .readOnly:
                .configuration
            default: .system
            }
        self.init(sentence: "\(error) (--data-dir)", exitStatus: exitStatus)
    }

    /// The only place where a node's failure to start becomes a sentence and an exit code.
    init(_ error: NodeStartError) {
        let (flag, exitStatus): (String, ExitStatus) =
            switch error {
            case .invalidName: (" (--name)", .configuration)
            case .invalidBindAddress, .addressInUse, .permissionDenied, .addressNotAvailable:
                (" (--bind)", .configuration)
            case .invalidAdvertiseAddress, .noPrivateAddress: (" (--advertise)", .configuration)
            case .metadataTooLarge: (" (--meta)", .configuration)
            case .labelTooLong: (" (--label)", .configuration)
            case .invalidKeyLength: (" (--key, --keyring)", .configuration)
            case .invalidProtocolVersion: (" (--protocol-version)", .configuration)
            case .invalidDelegateVersions: (" (--delegate-protocol-version)", .configuration)
            case .advertisedAddressNotAllowed: (" (--cidrs-allowed)", .configuration)
            // Its sentence names the settings itself.
            case .impossible: ("", .configuration)
            case .system: ("", .system)
            }
        self.init(sentence: "\(error)\(flag)", exitStatus: exitStatus)
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
                .unixPathOccupied, .unixPathInvalid, .notAListener, .system:
                " (--http)"
            }
        self.init(
            sentence: "\(error)\(flag)",
            exitStatus: error.isUsersConfiguration ? .configuration : .system
        )
    }
}
