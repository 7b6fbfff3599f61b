// SPDX-License-Identifier: Apache-2.0
// modules: Wire WireSecurity
// properties: DecryptProperties BrokenProperty Choices Edit
// longest: 256

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try DecryptProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
