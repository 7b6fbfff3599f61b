// SPDX-License-Identifier: Apache-2.0
// modules: Determinism HTTP1
// properties: RequestProperties BrokenProperty Choices
// longest: 2048

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try RequestProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
