// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl proxy`: any request to /proxy/{member}/{path}.
struct ProxyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Asks the application beside a member, over HTTP, and prints its answer.",
        discussion: """
            Reaches what that member's pingd names with --upstream, by way of the nodes; options \
            are those of curl. The body is written as it comes; an error of the application is \
            an answer like any other, unless --fail is given. What the nodes refuse is said on \
            standard error. --timeout is for the beginning of the answer, not for its body.

            EXAMPLES
              pingctl proxy node2 '/users?page=2'
              pingctl proxy node2 /users -H 'Content-Type: application/json' -d '{"name":"x"}'
              pingctl proxy node2 /files/7 -X PUT -d @photo.jpg -i
              tar c notes | pingctl proxy node2 /backup -d @-
              pingctl proxy node2 /healthz --fail

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Beside whom the application is.", valueName: "member"),
        completion: MemberNames.completion
    )
    var member: String

    @Argument(help: ArgumentHelp("Path and query at the application.", valueName: "path"))
    var path: String

    @Option(
        name: [.customShort("X"), .customLong("request")],
        help: ArgumentHelp("The method. (default: GET; POST with --data)", valueName: "method")
    )
    var method: String?

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A header field, \"Name: value\"; repeatable.", valueName: "field")
    )
    var fields: [String] = []

    @Option(
        name: [.customShort("d"), .customLong("data")],
        help: ArgumentHelp(
            "The body, byte by byte: a text, @FILE, or @- for standard input. Its type is that "
                + "of a form, unless -H says otherwise.",
            valueName: "data"
        )
    )
    var data: String?

    @Flag(
        name: [.customShort("i"), .customLong("include")],
        help: "Write the status and the fields of the answer before its body."
    )
    var include = false

    @Flag(
        name: [.customShort("I"), .customLong("head")],
        help: "Ask with HEAD, and write the status and the fields."
    )
    var head = false

    @Flag(
        name: [.customShort("f"), .customLong("fail")],
        help: "Write no body of an answer of 400 and above; exit code 1."
    )
    var fail = false

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard !member.isEmpty else { throw ValidationError("the member needs a name") }
        guard method.map({ $0.utf8.allSatisfy(Self.isTokenByte) && !$0.isEmpty }) ?? true else {
            throw ValidationError("--request takes a method, such as PUT")
        }
        guard !head || method ?? "HEAD" == "HEAD" && data == nil else {
            throw ValidationError("--head asks with HEAD, and without --data")
        }
        guard method != "HEAD" || data == nil else {
            throw ValidationError("HEAD has no body; leave out --data")
        }
        for field in fields {
            let name = field.prefix { $0 != ":" && $0 != ";" }
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte), name != field,
                !field.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
            else {
                throw ValidationError("a header field is written \"Name: value\", not \"\(field)\"")
            }
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        if client.token != nil, fields.contains(where: Self.isAuthorization) {
            throw .takenField("Authorization")
        }
        var request = client.request("/proxy/\(QueryText.encoded(member))\(target)")
        request.method = head ? "HEAD" : method
        request.fields = fields
        request.accepts = nil
        request.timeout = nil
        if let data {
            request.upload = Upload(contentType: nil, bytes: try Self.body(data))
        }
        client.pool.output = session.console
        let plan = ProxyRun.Plan(
            request: request,
            showsHead: include || head || method == "HEAD",
            failsOnError: fail
        )
        return try ProxyRun(client, plan, session.console).perform()
    }

    /// Escapes stay as they are; what a request line cannot carry is escaped, and a fragment cut.
    private var target: String {
        let text = path.prefix { $0 != "#" }
        return (text.hasPrefix("/") ? "" : "/")
            + text.utf8.reduce(into: "") { result, byte in
                if 0x21...0x7E ~= byte {
                    result.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    result += "%" + (byte < 0x10 ? "0" : "")
                    result += String(byte, radix: 16, uppercase: true)
                }
            }
    }

    private static func body(_ data: String) throws(PingctlError) -> [UInt8] {
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        return try InputFile.read(
            String(data.dropFirst()),
            limitBytes: MessageOptions.fileLimitBytes
        )
    }

    private static func isAuthorization(_ field: String) -> Bool {
        field.prefix { $0 != ":" && $0 != ";" }.lowercased() == "authorization"
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
