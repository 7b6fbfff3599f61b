// SPDX-License-Identifier: Apache-2.0

/// Whom to ask, and with what: flags before the environment, that before the context in use, and
/// that before the defaults.
///
/// What a context says of tokens and certificates is for the URL of that context alone: no other
/// node is shown its token.
struct ConnectionPlan {
    let servers: [GatewayURL]
    let token: String?
    let trust: TrustSettings

    init(_ options: ConnectionOptions, environment: [String: String]) throws(PingctlError) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var context: NodeContext?
        if !options.url.isEmpty {
            servers = try Self.servers(options.url, source: "--url")
        } else if options.context == nil, let url = variable("PINGCTL_URL") {
            servers = try Self.servers([url], source: "PINGCTL_URL")
        } else {
            let store = ContextStore(environment: environment)
            context = try Self.context(options.context ?? variable("PINGCTL_CONTEXT"), store)
            servers =
                try context.map { context throws(PingctlError) in
                    try Self.servers([context.url], source: "the context \(context.name)")
                } ?? [.standard]
        }
        let flagged = options.context == nil ? nil : context
        if let file = options.tokenFile ?? flagged?.tokenFile {
            token = try Self.token(file: file)
        } else if let text = variable("PINGCTL_TOKEN") {
            token = try Self.token(Array(text.utf8), source: "PINGCTL_TOKEN")
        } else {
            token = try context?.tokenFile.map(Self.token(file:))
        }
        trust = try Self.trust(options, context, isFlagged: flagged != nil, environment)
    }

    private static func servers(
        _ texts: [String],
        source: String
    ) throws(PingctlError) -> [GatewayURL] {
        var servers: [GatewayURL] = []
        for text in texts {
            guard let server = GatewayURL(text) else { throw .invalidURL(text, source: source) }
            if !servers.contains(server) { servers.append(server) }
        }
        return servers
    }

    private static func context(
        _ name: String?,
        _ store: ContextStore
    ) throws(PingctlError) -> NodeContext? {
        let file = try store.read()
        guard let name = name ?? file.current else { return nil }
        guard let context = file[name] else { throw .unknownContext(name) }
        return context
    }

    private static func trust(
        _ options: ConnectionOptions,
        _ context: NodeContext?,
        isFlagged: Bool,
        _ environment: [String: String]
    ) throws(PingctlError) -> TrustSettings {
        let usesNetrc = options.netrc || context?.usesNetrc == true
        var trust = TrustSettings(environment: environment, usesNetrc: usesNetrc)
        trust.proxy = options.proxy
        var file = options.cacert
        let isGiven = trust.authorityFile != nil || trust.authorityFolder != nil
        if file == nil, isFlagged || !isGiven { file = context?.authorityFile }
        if let file {
            // libcurl's word for a file that is not there is not as clear.
            _ = try InputFile.read(file, limitBytes: 64 << 20)
            trust.authorityFile = file
            trust.authorityFolder = nil
        }
        return trust
    }

    private static func token(file: String) throws(PingctlError) -> String {
        // More than any token: a wrong file is noticed before it is read whole.
        try token(try InputFile.read(file, limitBytes: 64 << 10), source: file)
    }

    private static func token(
        _ bytes: [UInt8],
        source: String
    ) throws(PingctlError) -> String {
        let trimmed = ASCIISpace.trimming(bytes)
        guard !trimmed.isEmpty, trimmed.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .invalidToken(source: source)
        }
        return String(decoding: trimmed, as: UTF8.self)
    }
}
