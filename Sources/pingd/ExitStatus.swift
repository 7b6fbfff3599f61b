// SPDX-License-Identifier: Apache-2.0

/// What pingd tells the shell; after sysexits(3) from 64 on.
enum ExitStatus: Int32 {
    case done = 0
    /// `--join-once`, and nobody could be reached.
    case nobodyReached = 1
    /// A flag is wrong.
    case usage = 64
    /// The system refused something that no setting explains.
    case system = 71
    /// A variable, the file, or what a setting names cannot work.
    case configuration = 78
}

extension ExitStatus {
    /// For `--help`.
    static let help = """
        EXIT CODES
          0    left the cluster and ended, as SIGTERM or SIGINT asked
          1    --join-once, and nobody could be reached
          64   a flag is wrong
          71   the system refused: out of descriptors, memory, threads
          78   a variable, the file, or what a setting names cannot work
          130, 143  a second SIGINT, SIGTERM: ended at once
        """
}
