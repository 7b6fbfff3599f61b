// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /messages/dead`, oldest first.
package struct DeadLettersBody: Codable, Equatable, Sendable {
    package struct Letter: Codable, Equatable, Sendable {
        package var number: UInt64
        package var consumer: String
        /// How often it was handed out.
        package var attempts: Int
        package var message: MessageBody

        package init(number: UInt64, consumer: String, attempts: Int, message: MessageBody) {
            self.number = number
            self.consumer = consumer
            self.attempts = attempts
            self.message = message
        }
    }

    package var letters: [Letter]

    package init(letters: [Letter]) { self.letters = letters }
}
