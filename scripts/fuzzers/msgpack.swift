// SPDX-License-Identifier: Apache-2.0
// modules: Wire
// properties: MessagePackProperties BrokenProperty

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try MessagePackProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
