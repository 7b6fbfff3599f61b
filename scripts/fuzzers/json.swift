// SPDX-License-Identifier: Apache-2.0
// modules: JSONText
// properties: JSONProperties BrokenProperty
// longest: 2048

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try JSONProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
