// SPDX-License-Identifier: Apache-2.0
// modules: Determinism HTTP1
// properties: RelayProperties BrokenProperty Choices
// longest: 1024

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try RelayProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
