// SPDX-License-Identifier: Apache-2.0
// modules: Determinism HTTP1
// sources: HTTPServer/PathPattern HTTPServer/PercentDecoding HTTPServer/Query
// properties: TargetProperties BrokenProperty
// longest: 512

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    do {
        try TargetProperties.check(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}
