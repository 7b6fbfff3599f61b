// SPDX-License-Identifier: Apache-2.0

/// What pingctl tells the shell; after sysexits(3) from 64 on.
enum ExitStatus: Int32 {
    case done = 0
    /// The answer is no: no such member, not healthy, nobody took the message.
    case no = 1
    /// Some were reached and some were not.
    case partly = 2
    /// The command line, or what it names, cannot work.
    case usage = 64
    /// The node cannot be reached, or something else answers there.
    case unreachable = 69
    /// The same may succeed later.
    case tryAgain = 75
    /// The node does not let us.
    case notAllowed = 77
}

extension ExitStatus {
    /// For `--help`.
    static let help = """
        EXIT CODES
          0   done
          1   the answer is no: no such member, not ready, nobody took the message
          2   done in part: some were reached, not all
          64  usage
          69  the node cannot be reached
          75  try again later
          77  not allowed
          130 interrupted (Ctrl-C)
        """
}
