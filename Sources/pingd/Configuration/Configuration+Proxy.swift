// SPDX-License-Identifier: Apache-2.0

import Gateway
import HTTPClient

extension Configuration {
    private static let proxyTimeouts = Duration.milliseconds(1)...Duration.seconds(3_600)

    mutating func readProxy(_ reading: SettingReading) throws(ConfigurationError) {
        proxy.upstream = try reading.text(.upstream, Self.upstream)
        proxy.methods = try reading.list(.proxyMethods, Self.methods) ?? []
        proxy.paths = try reading.list(.proxyPath, Self.prefixes) ?? []
        proxy.timeout =
            try reading.duration(.proxyTimeout, in: Self.proxyTimeouts) ?? proxy.timeout
    }

    private static func upstream(_ text: String) throws(SettingFlaw) -> UpstreamAddress {
        do throws(UpstreamAddressError) {
            return try UpstreamAddress(text)
        } catch {
            throw .notAnUpstream(text, error)
        }
    }

    private static func methods(_ texts: [String]) throws(SettingFlaw) -> Set<String> {
        var methods: Set<String> = []
        for name in try items(texts) {
            guard name.utf8.count <= 32, name.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
                throw .notAMethod(name)
            }
            methods.insert(name)
        }
        return methods
    }

    private static func prefixes(_ texts: [String]) throws(SettingFlaw) -> [String] {
        for text in texts where !ProxySettings.isPrefix(text) { throw .notAPrefix(text) }
        return texts
    }
}
