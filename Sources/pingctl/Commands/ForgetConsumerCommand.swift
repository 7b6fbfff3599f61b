// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl consumers forget`: DELETE /consumers/{name}.
struct ForgetConsumerCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Forgets a consumer and what it has leased.",
        discussion: """
            Under this name one begins anew then. Its dead letters stay.

            EXAMPLES
              pingctl consumers forget mailer

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("The consumer's name.", valueName: "name"),
        completion: ConsumerNames.completion
    )
    var name: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws { try ConsumerNames.check(name) }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        try client.delete("/consumers/" + QueryText.encoded(name))
        return .done
    }
}

extension GatewayClient {
    /// Deletes what needs no answer.
    func delete(_ target: String) throws(PingctlError) {
        var request = request(target)
        request.method = "DELETE"
        let reply = try perform(request)
        guard reply.status == 204 else { throw refusal(reply) }
    }
}
