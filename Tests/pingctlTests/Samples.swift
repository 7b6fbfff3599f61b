// SPDX-License-Identifier: Apache-2.0

/// Bodies as a gateway sends them.
enum Samples {
    static func member(
        _ name: String,
        state: String = "alive",
        isSelf: Bool = false,
        meta: String = ""
    ) -> String {
        let meta = meta.isEmpty ? "" : "\"meta\":\(meta),"
        return """
            {"name":"\(name)","address":"127.0.0.1:7947","state":"\(state)","self":\(isSelf),\
            "incarnation":1,\(meta)"metaBase64":"",\
            "protocol":{"min":1,"max":5,"current":2},"delegate":{"min":0,"max":0,"current":0},\
            "since":"2026-11-22T10:00:00.000Z"}
            """
    }

    static func members(_ members: [String], version: UInt64 = 17) -> String {
        """
        {"self":"node1", "version":\(version),
         "counts":{"alive":2,"suspect":0,"dead":0,"left":0},
         "members":[\(members.joined(separator: ",\n  "))]}
        """
    }

    static let twoMembers = members([
        member("node1", isSelf: true, meta: #"{"zone":"1a"}"#),
        member("node2", state: "suspect"),
    ])

    static func delivery(_ results: [(to: String, error: String?)]) -> String {
        let list = results.map { result in
            let tail = result.error.map { #","error":"\#($0)","code":"timed-out""# } ?? ""
            let status = result.error == nil ? "sent" : "failed"
            return #"{"to":"\#(result.to)","status":"\#(status)","via":"stream","bytes":24,"#
                + #""ms":0.41\#(tail)}"#
        }
        let failed = results.count { $0.error != nil }
        return """
            {"id":"01J","sent":\(results.count - failed),"failed":\(failed),\
            "results":[\(list.joined(separator: ","))]}
            """
    }
}
