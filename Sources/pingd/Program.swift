// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FoundationEssentials
import Gateway
import Glibc
import Logging

/// Reads what it was told, runs a daemon, and turns whatever happened into an exit code.
@main
enum Program {
    /// How long a blocked reader of the log or of the transcript may delay the end.
    private static let flushSeconds = 1

    static func main() {
        StandardDescriptors.fillGaps()
        DescriptorLimit.raise()
        ProcessSignals.claim()
        let environment = ProcessInfo.processInfo.environment
        do {
            switch try Invocation(Array(CommandLine.arguments.dropFirst())) {
            case .answer(let text): print(text)
            case .check(let source): try check(source, environment)
            case .run(let source): try run(source, environment)
            }
        } catch {
            end(with: error)
        }
    }

    /// Says what would be, and starts nothing.
    private static func check(
        _ source: ConfigurationSource,
        _ environment: [String: String]
    ) throws(Refusal) {
        let report: ConfigurationReport
        do {
            let configuration = try source.configuration(
                environment: environment,
                hostName: HostName.current()
            )
            report = ConfigurationReport(configuration, try source.layers(environment))
        } catch {
            throw error.refusal
        }
        do {
            try Gateway.validate(report.configuration.gatewaySettings)
        } catch {
            throw Refusal(error)
        }
        print(report.text)
    }

    private static func run(
        _ source: ConfigurationSource,
        _ environment: [String: String]
    ) throws(Refusal) -> Never {
        let hostName = HostName.current()
        let read = { @Sendable () throws(ConfigurationError) in
            try source.configuration(environment: environment, hostName: hostName)
        }
        let configuration: Configuration
        do {
            configuration = try read()
        } catch {
            throw error.refusal
        }
        configuration.sockets.closeOnExec()
        let output = Output(configuration)
        let (events, continuation) = AsyncStream.makeStream(of: DaemonEvent.self)
        let daemon = Daemon(
            configuration: configuration,
            logger: output.logger,
            transcript: output.transcribe,
            supervisor: Supervisor(environment),
            read: read,
            events: events,
            post: { continuation.yield($0) }
        )
        Task.detached {
            let result = await daemon.run()
            output.flush(within: .seconds(flushSeconds))
            end(with: result)
        }
        steer { continuation.yield($0) }
    }

    /// Turns signals into events; this thread does nothing else.
    private static func steer(_ post: (DaemonEvent) -> Void) -> Never {
        var isStopping = false
        while true {
            let signal = ProcessSignals.next()
            if signal == SIGHUP {
                post(.reload)
            } else if isStopping {
                // Asked twice: whatever still runs is not waited for.
                _exit(128 + signal)
            } else {
                isStopping = true
                post(.stop(signal: signal))
            }
        }
    }

    private static func end(with result: Result<ExitStatus, Refusal>) -> Never {
        switch result {
        case .success(let exitStatus): exit(exitStatus.rawValue)
        case .failure(let refusal): end(with: refusal)
        }
    }

    private static func end(with refusal: Refusal) -> Never {
        StandardError.say(refusal.sentence)
        exit(refusal.exitStatus.rawValue)
    }
}
