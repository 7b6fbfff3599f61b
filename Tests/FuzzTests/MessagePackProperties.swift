// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// One msgpack object, read as each structure of the protocol; the first byte chooses which.
enum MessagePackProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        guard let choice = input.first else { return }
        let object = UnsafeRawBufferPointer(rebasing: input[1...])
        switch choice % 12 {
        case 0: try check(Ping.self, in: object)
        case 1: try check(IndirectPing.self, in: object)
        case 2: try check(Ack.self, in: object)
        case 3: try check(Suspect.self, in: object)
        case 4: try check(Alive.self, in: object)
        case 5: try check(Dead.self, in: object)
        case 6: try check(PushPullHeader.self, in: object)
        case 7: try check(PushNodeState.self, in: object)
        case 8: try check(UserMessageHeader.self, in: object)
        case 9: try check(CompressedMessage.self, in: object)
        case 10: try check(Nack.self, in: object)
        default: try check(ErrorText.self, in: object)
        }
    }

    private static func check<Body: MessageBody & Equatable>(
        _: Body.Type,
        in object: UnsafeRawBufferPointer
    ) throws(BrokenProperty) {
        let whole = read(Body.self, from: object)
        try checkExtent(whole, in: object)
        guard case .success(let body) = whole else { return }
        var writer = MessagePackWriter()
        body.write(to: &writer)
        let again = writer.bytes.withUnsafeBytes { read(Body.self, from: $0) }
        try hold(again == whole, "\(body) was read back as \(again)")
        let length = extent(of: writer.bytes)
        try hold(length == .success(writer.bytes.count), "our own object ends elsewhere: \(length)")
    }

    private static func read<Body: MessageBody & Equatable>(
        _: Body.Type,
        from object: UnsafeRawBufferPointer
    ) -> Result<Body, DecodeError> {
        var reader = MessagePackReader(object)
        do {
            return .success(try reader.structure())
        } catch {
            return .failure(error)
        }
    }

    /// Where the object ends, and whether it does, is one thing to the scanner and to the reader.
    private static func checkExtent<Body: MessageBody & Equatable>(
        _ whole: Result<Body, DecodeError>,
        in object: UnsafeRawBufferPointer
    ) throws(BrokenProperty) {
        let bytes = [UInt8](object)
        let length = extent(of: bytes)
        try hold(
            extentInPieces(of: bytes) == length,
            "the object ends elsewhere when it comes in pieces"
        )
        switch length {
        case .success(let end?):
            let alone = UnsafeRawBufferPointer(rebasing: object[..<end])
            try hold(read(Body.self, from: alone) == whole, "what follows an object changes it")
        case .success(nil), .failure:
            guard case .success(let body) = whole else { return }
            throw BrokenProperty(description: "\(body) was read from half an object")
        }
    }

    private static func extent(of bytes: [UInt8]) -> Result<Int?, DecodeError> {
        var scanner = ObjectScanner()
        return bytes.withUnsafeBytes { advance(&scanner, over: $0) }
    }

    private static func extentInPieces(of bytes: [UInt8]) -> Result<Int?, DecodeError> {
        var scanner = ObjectScanner()
        for count in 0..<min(bytes.count, 64) {
            let result = bytes.withUnsafeBytes {
                advance(&scanner, over: UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            guard result == .success(nil) else { return result }
        }
        return bytes.withUnsafeBytes { advance(&scanner, over: $0) }
    }

    private static func advance(
        _ scanner: inout ObjectScanner,
        over bytes: UnsafeRawBufferPointer
    ) -> Result<Int?, DecodeError> {
        do {
            return .success(try scanner.advance(over: bytes, limit: 1 << 20))
        } catch {
            return .failure(error)
        }
    }
}
