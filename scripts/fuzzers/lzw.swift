// SPDX-License-Identifier: Apache-2.0
// modules: Wire
// properties: LZWProperties BrokenProperty
// longest: 1024

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try LZWProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
