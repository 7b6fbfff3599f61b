// SPDX-License-Identifier: Apache-2.0

/// A stream on its way to its reader.
final class OpenStream {
    private var content: ContentStream
    let topic: Topic

    init(_ content: ContentStream) {
        self.content = content
        topic = content.topic
    }

    func next(_ bytes: inout [UInt8], _ occasion: ContentStream.Occasion) -> ContentStream.Step {
        content.next(&bytes, occasion)
    }
}
