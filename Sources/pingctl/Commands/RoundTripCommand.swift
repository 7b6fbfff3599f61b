// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl rtt`: GET /probes.
struct RoundTripCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "rtt",
        abstract: "Shows how long members took to answer the node's latest probes.",
        discussion: """
            With no name: from the node to each member. With one: from the node to that member. \
            With two: from the first to the second, asked of the first one's own API, which it \
            names in its metadata; only what was named with --url is shown the token. Members are \
            probed in turn, one each probe interval, so a time may be some seconds old. No time is \
            exit code 1.

            EXAMPLES
              pingctl rtt
              pingctl rtt node2
              pingctl rtt node2 node3

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("To whom; or from whom, with another.", valueName: "a"),
        completion: MemberNames.completion
    )
    var first: String?

    @Argument(
        help: ArgumentHelp("To whom.", valueName: "b"),
        completion: MemberNames.completion
    )
    var second: String?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard first == nil || first != second else {
            throw ValidationError("name two different members")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let clients = try connection.clients(environment: session.environment)
        let client = try GatewayClient.firstAnswering(clients)
        let known = try client.ask("/members", for: MembersBody.self).body
        let unknown = [first, second].compactMap { $0 }
            .filter { name in !known.members.contains { $0.name == name } }
        for name in unknown { session.console.complain("no member is called \"\(name)\"") }
        guard unknown.isEmpty else { return .no }
        let from = second == nil ? known.localName : first ?? known.localName
        let to = second ?? (first == known.localName ? nil : first)
        let asked =
            from == known.localName
            ? client : try Self.client(of: from, in: known, clients)
        var probes = try asked.ask("/probes", for: ProbesBody.self).body.probes
        if let to { probes.removeAll { $0.name != to } }
        let sorted = probes.sorted { $0.name < $1.name }
        RoundTripTable(from: from, probes: sorted).show(as: output.format, session)
        if !probes.contains(where: { $0.rttMs != nil }) {
            let whom = to ?? "any other member"
            session.console.complain("\(from) has no answer of \(whom) to its latest probe")
            return .no
        }
        return .done
    }

    /// The API of a member: one that was named, or the one that its metadata names, which is sent
    /// no token.
    private static func client(
        of name: String,
        in known: MembersBody,
        _ clients: [GatewayClient]
    ) throws(PingctlError) -> GatewayClient {
        for client in clients.dropFirst() {
            if let own = try? client.ask("/self", for: SelfBody.self), own.body.name == name {
                return client
            }
        }
        guard let address = known.members.first(where: { $0.name == name })?.http,
            let server = GatewayURL(address), case .web = server
        else { throw .noAPI(member: name) }
        var client = clients[0]
        client.server = server
        client.token = nil
        client.trust.usesNetrc = false
        do throws(PingctlError) {
            let own = try client.ask("/self", for: SelfBody.self).body
            guard own.name == name else { throw .strangerAnswers(member: name, server) }
            return client
        } catch {
            if case .problem(let problem) = error, problem.status == 401 {
                throw .wantsToken(member: name, server)
            }
            throw error
        }
    }
}
