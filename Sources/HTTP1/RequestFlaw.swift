// SPDX-License-Identifier: Apache-2.0

/// The rule of the grammar that a request broke; each is answered with 400 and a close.
package enum RequestFlaw: String, Hashable, Sendable, CaseIterable {
    case bareCarriageReturn, bareLineFeed, controlCharacter, emptyLines
    case requestLine, method, target, authorityForm, version
    case fieldName, whitespaceBeforeColon, foldedField, fieldWithoutColon
    case hostMissing, hostRepeated, hostInvalid
    case lengthInvalid, lengthRepeated, lengthAndTransferEncoding
    case transferEncodingInvalid, transferEncodingInHTTP10
    case chunkSize, chunkEnd, chunkOverhead
    case incomplete

    /// One sentence for people.
    package var sentence: String {
        switch self {
        case .bareCarriageReturn: "A carriage return stands without a line feed."
        case .bareLineFeed: "A line feed stands without a carriage return."
        case .controlCharacter: "The head has a control character."
        case .emptyLines: "Too many empty lines stand before the request."
        case .requestLine: "The request line is not a method, a target and a version."
        case .method: "The method has a character that no method may have."
        case .target: "The request target is not one of the forms an origin server takes."
        case .authorityForm: "This server is no proxy: CONNECT is refused."
        case .version: "The version is not HTTP/1.1 or HTTP/1.0."
        case .fieldName: "A field name is empty or has a character that no name may have."
        case .whitespaceBeforeColon: "White space stands before a field's colon."
        case .foldedField: "A field is continued on the next line."
        case .fieldWithoutColon: "A field has no colon."
        case .hostMissing: "HTTP/1.1 needs a Host field."
        case .hostRepeated: "There is more than one Host field."
        case .hostInvalid: "The Host field is no host with an optional port."
        case .lengthInvalid: "Content-Length is not one decimal number."
        case .lengthRepeated: "There is more than one Content-Length field."
        case .lengthAndTransferEncoding: "Content-Length and Transfer-Encoding exclude each other."
        case .transferEncodingInvalid: "The transfer coding is not one final chunked."
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .chunkSize: "A chunk size is not one hexadecimal number."
        case .chunkEnd: "A chunk does not end with its line end."
        case .chunkOverhead: "Chunk-size lines are too long."
        case .incomplete: "The request ended before it was complete."
        }
    }
}
