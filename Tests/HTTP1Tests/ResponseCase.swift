// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What a server sends, and what a client makes of it.
struct ResponseCase: CustomStringConvertible, Sendable {
    let description: String
    let response: String
    /// Whether the server closes behind it.
    let ends: Bool
    let record: [String]

    /// One case as it is written below.
    private init(_ line: Substring) {
        let parts = line.split(separator: " » ", omittingEmptySubsequences: false)
        precondition(parts.count == 3, "no case: \(line)")
        description = String(parts[0])
        ends = parts[1].hasSuffix("$")
        response = String(ends ? parts[1].dropLast() : parts[1])
            .replacing("^", with: "HTTP/1.1 200 OK|")
            .replacing("~", with: "Transfer-Encoding: chunked||")
            .replacing("|", with: "\r\n")
            .replacing("\\n", with: "\n")
            .replacing("\\r", with: "\r")
            .replacing("\\0", with: "\0")
        record = parts[2].split(separator: " / ").map { String($0) }
    }

    /// The question to all of them; HEAD where the name says so.
    var request: ClientRequest {
        let isHead = description.hasPrefix("HEAD")
        return ClientRequest(isHead ? .head : .get, "/", fields: ["Host": "a"])
    }

    /// Name, response and what comes of it: `|` is CR LF, `^` the status line of 200, `~` says
    /// chunked and ends the head, and `$` is the end of the connection.
    static let all = [sound, refused, cut].flatMap {
        $0.split(separator: "\n").map { ResponseCase($0) }
    }

    private static let sound = #"""
        a length » ^Content-Length: 3||abc » head 200 / body abc / end / idle
        no content » HTTP/1.1 204 No Content|| » head 204 / end / idle
        a length of nothing » ^content-length:0|| » head 200 / end / idle
        304 speaks of content elsewhere » HTTP/1.1 304 Not Modified|Content-Length: 9|| \#
        » head 304 / end / idle
        204 with a length is the last » HTTP/1.1 204 No Content|Content-Length: 9|| \#
        » head 204 / end / closed
        HEAD with a length » ^Content-Length: 9|| » head 200 / end / idle
        HEAD with chunks » ^~ » head 200 / end / idle
        HEAD without a length » ^| » head 200 / end / idle
        chunks » ^~3|abc|2|de|0|| » head 200 / body abcde / end / idle
        chunks in capitals » ^TRANSFER-ENCODING: Chunked||A|0123456789|00|| \#
        » head 200 / body 0123456789 / end / idle
        extensions of chunks » ^~3;a=b;c|abc|0;d| » head 200 / body abc / more
        trailers » ^~1|a|0|X-Sum: 7|Y:  z || » head 200 / body a / end X-Sum=7 Y=z / idle
        until the close » ^|abc$ » head 200 / body abc / end / closed
        until the close, not closed » ^|abc » head 200 / body abc / more
        nothing until the close » ^|$ » head 200 / end / closed
        the server closes » ^Content-Length: 1|Connection: x, close||a \#
        » head 200 / body a / end / closed
        HTTP/1.0 » HTTP/1.0 200 OK|Content-Length: 1||a » head 200 / body a / end / closed
        HTTP/1.0 that stays » HTTP/1.0 200 OK|Content-Length: 1|Connection: keep-alive||a \#
        » head 200 / body a / end / idle
        interim responses » HTTP/1.1 100 Continue||\#
        HTTP/1.1 103 Early Hints|Link: x||^Content-Length: 1||a \#
        » interim 100 / interim 103 / head 200 / body a / end / idle
        an interim response with a length has no body » HTTP/1.1 100 Continue|\#
        Content-Length: 5||HTTP/1.1 204 x|| \#
        » interim 100 / head 204 / end / idle
        no reason » HTTP/1.1 299 |Content-Length: 0|| » head 299 / end / idle
        no reason and no space » HTTP/1.1 404|Content-Length: 0|| » head 404 / end / idle
        a reason beyond ASCII » HTTP/1.1 200 grün|Content-Length: 0|| » head 200 / end / idle
        more than was asked for » ^Content-Length: 1||a^| » head 200 / body a / end / closed
        two Hosts mean nothing in a response » ^Host: a|Host: b|Content-Length: 0|| \#
        » head 200 / end / idle
        """#

    private static let refused = #"""
        not HTTP » SSH-2.0-OpenSSH_9.2| » malformed statusLine / closed
        HTTP/2 » HTTP/2.0 200 OK|| » malformed version / closed
        HTTP/0.9 » <html>| » malformed statusLine / closed
        a status of two digits » HTTP/1.1 20 OK|| » malformed statusLine / closed
        a status of four digits » HTTP/1.1 2000 OK|| » malformed statusLine / closed
        a status of 600 » HTTP/1.1 600 OK|| » malformed statusLine / closed
        a status of 099 » HTTP/1.1 099 OK|| » malformed statusLine / closed
        a status in letters » HTTP/1.1 abc OK|| » malformed statusLine / closed
        two spaces » HTTP/1.1  200 OK|| » malformed statusLine / closed
        an empty line before » |^| » malformed statusLine / closed
        101 » HTTP/1.1 101 Switching Protocols|Upgrade: x|| » malformed upgrade / closed
        a bare line feed » HTTP/1.1 200 OK\nContent-Length: 0|| » malformed bareLineFeed / closed
        a bare carriage return » HTTP/1.1 200 OK\rX|| » malformed bareCarriageReturn / closed
        a null » ^X: a\0b|| » malformed controlCharacter / closed
        a folded field » ^X: a| b|| » malformed foldedField / closed
        space before the colon » ^X : a|| » malformed whitespaceBeforeColon / closed
        no colon » ^X|| » malformed fieldWithoutColon / closed
        no name » ^: a|| » malformed fieldName / closed
        both lengths » ^Content-Length: 1|~ » malformed lengthAndTransferEncoding / closed
        two lengths » ^Content-Length: 1|Content-Length: 1||a » malformed lengthRepeated / closed
        a list of lengths » ^Content-Length: 1, 1||a » malformed lengthInvalid / closed
        a negative length » ^Content-Length: -1|| » malformed lengthInvalid / closed
        a length with a plus » ^Content-Length: +1|| » malformed lengthInvalid / closed
        a length beyond all » ^Content-Length: 9223372036854775808|| \#
        » malformed lengthInvalid / closed
        an empty length » ^Content-Length: || » malformed lengthInvalid / closed
        another coding » ^Transfer-Encoding: gzip, chunked|| \#
        » malformed unknownTransferCoding / closed
        chunked is not last » ^Transfer-Encoding: chunked, gzip|| \#
        » malformed transferEncodingInvalid / closed
        chunked twice » ^Transfer-Encoding: chunked|~ » malformed transferEncodingInvalid / closed
        chunks in HTTP/1.0 » HTTP/1.0 200 OK|~ » malformed transferEncodingInHTTP10 / closed
        a chunk without a size » ^~;a| » head 200 / malformed chunkSize / closed
        a chunk size with 0x » ^~0x1|a| » head 200 / malformed chunkSize / closed
        a chunk size with a space » ^~1 |a| » head 200 / malformed chunkSize / closed
        a chunk size beyond all » ^~10000000000000000| » head 200 / malformed chunkSize / closed
        chunks that are longer than all » ^~1|a|7FFFFFFFFFFFFFFF| \#
        » head 200 / body a / malformed chunkSize / closed
        a chunk that is longer than it said » ^~1|ab| \#
        » head 200 / body a / malformed chunkEnd / closed
        a bare line feed behind a chunk » ^~1|a\n \#
        » head 200 / body a / malformed chunkEnd / closed
        a trailer that is none » ^~0|X|| » head 200 / malformed fieldWithoutColon / closed
        """#

    private static let cut = #"""
        nothing came » $ » failed closed / closed
        half a status line » HTTP/1.1 20$ » failed closed / closed
        half a head » ^X: a|$ » failed closed / closed
        only an interim response » HTTP/1.1 100 x||$ » interim 100 / failed closed / closed
        half a body » ^Content-Length: 3||ab$ » head 200 / body ab / failed closed / closed
        half a chunk » ^~3|ab$ » head 200 / body ab / failed closed / closed
        no last chunk » ^~1|a|$ » head 200 / body a / failed closed / closed
        no end of trailers » ^~0|X: a|$ » head 200 / failed closed / closed
        whole, and then the end » ^Content-Length: 1||a$ » head 200 / body a / end / closed
        """#
}
