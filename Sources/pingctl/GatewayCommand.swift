// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A subcommand that asks a node.
protocol GatewayCommand: ParsableCommand {
    func perform(_ session: Session) throws(PingctlError) -> ExitStatus
}
