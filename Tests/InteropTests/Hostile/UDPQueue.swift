// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the system says about the packet socket of a port of 127.0.0.1 (proc_net(5)).
struct UDPQueue {
    /// Datagrams that the system has dropped because too many waited.
    var drops: Int

    static func of(port: UInt16) -> UDPQueue? {
        guard let table = try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8) else {
            return nil
        }
        let local = "0100007F:" + String(format: "%04X", Int(port))
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count >= 13, fields[1] == local else { continue }
            guard let drops = Int(fields[12]) else { continue }
            return UDPQueue(drops: drops)
        }
        return nil
    }
}
