// SPDX-License-Identifier: Apache-2.0
// modules: Determinism JSONText Wire Messaging
// properties: LaneProperties LaneDriver BrokenProperty Choices
// longest: 2048

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try LaneProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
