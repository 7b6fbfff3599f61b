// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// The command line: what can be said, and how it is explained.
///
/// Values stay text here. They are read and checked together with those of the environment and of
/// the file, so that each mistake is described in the same words wherever it was made.
struct PingdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pingd",
        abstract: "Runs a member of a memberlist cluster, with an HTTP API beside it.",
        discussion: """
            Every flag has an environment variable (--http-host: PINGD_HTTP_HOST, lists with \
            commas) and a key of the same name in the YAML file. Flags beat the environment, the \
            environment beats the file. An empty variable counts as none. JOIN_ADDR is another \
            name of PINGD_JOIN.

            Messages are shown on standard output, the log goes to standard error. SIGTERM and \
            SIGINT leave the cluster and end; a second one ends at once. SIGHUP reads the \
            files again and takes over the log level, keys, tags, and the HTTP API's tokens, \
            permissions, host names and limits, or nothing when anything is wrong.

            Started by systemd, pingd tells it when it is ready, reloads, ends and lives \
            (Type=notify, WatchdogSec=), and listens on the socket that is passed.

            EXAMPLES
              pingd --name node1
              pingd --name node2 --bind :7947 --http :8947 --join localhost --ping 3s
              pingd --config /etc/pingd.yaml --meta zone=1a

            \(ExitStatus.help)
            """,
        version: ProgramVersion.text
    )

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    @OptionGroup(title: "Protocol")
    var gossip: ProtocolOptions

    @OptionGroup(title: "Tuning (defaults from the profile)")
    var tuning: TuningOptions

    @OptionGroup(title: "Messages")
    var messages: MessagingOptions

    @OptionGroup(title: "Journal")
    var journal: JournalOptions

    @OptionGroup(title: "HTTP API")
    var http: HTTPOptions

    @OptionGroup(title: "HTTP limits")
    var httpLimits: HTTPLimitOptions

    @OptionGroup(title: "Proxy")
    var proxy: ProxyOptions

    @OptionGroup(title: "Configuration and log")
    var general: GeneralOptions

    /// What was given, by setting.
    var flags: [SettingKey: [String]] {
        cluster.flags
            .merging(gossip.flags) { $1 }
            .merging(tuning.flags) { $1 }
            .merging(messages.flags) { $1 }
            .merging(journal.flags) { $1 }
            .merging(http.flags) { $1 }
            .merging(httpLimits.flags) { $1 }
            .merging(proxy.flags) { $1 }
            .merging(general.flags) { $1 }
    }
}
