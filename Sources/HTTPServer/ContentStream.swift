// SPDX-License-Identifier: Apache-2.0

/// A response whose content is made while it goes out, such as events.
///
/// The server keeps nothing of it but a place, which means something to the source alone: content
/// that many readers get lies there once. A reader that does not take what it was given is not
/// given more, and is closed when it has taken nothing for the time of a write stall.
package struct ContentStream: Sendable {
    /// Why a source is asked.
    package enum Occasion: Equatable, Sendable {
        /// Content of about so many bytes is welcome; zero when the reader has not taken what it
        /// was given yet, and then only an end is.
        case room(bytes: Int)
        /// Time for a sign of life; only asked of a stream that waits.
        case heartbeat
    }

    /// What comes after what was appended.
    package enum Step: Equatable, Sendable {
        /// Nothing until the topic is woken.
        case wait
        /// More at once, when there is room again.
        case more
        /// Nothing ever: the connection is closed in order.
        case end
    }

    /// Appends content and moves `place`; runs on the loop of the connection, and must not block.
    package typealias Source =
        @Sendable (_ place: inout UInt64, _ content: inout [UInt8], Occasion) -> Step

    /// Asks again each time this is woken.
    package let topic: Topic
    private let source: Source
    private var place: UInt64

    package init(on topic: Topic, from place: UInt64, _ source: @escaping Source) {
        self.topic = topic
        self.place = place
        self.source = source
    }

    mutating func next(_ content: inout [UInt8], _ occasion: Occasion) -> Step {
        source(&place, &content, occasion)
    }
}
