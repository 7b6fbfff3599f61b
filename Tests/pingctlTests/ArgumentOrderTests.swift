// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingctl

struct ArgumentOrderTests {
    @Test(arguments: [
        (["members"], ["members"]),
        (["--url", "U", "members"], ["members", "--url", "U"]),
        (
            ["--url=U", "-o", "json", "send", "--text", "--url"],
            ["send", "--url=U", "-o", "json", "--text", "--url"]
        ),
        (["--netrc", "--url", "U", "self"], ["self", "--netrc", "--url", "U"]),
        (["--url", "U", "keys", "use", "a"], ["keys", "use", "--url", "U", "a"]),
        (["-o", "json", "meta", "--url=U", "get"], ["meta", "get", "-o", "json", "--url=U"]),
        (["--url", "U", "keys"], ["keys", "--url", "U"]),
        (["keys", "--url", "U", "-o", "json"], ["keys", "--url", "U", "-o", "json"]),
        (["keys", "--help"], ["keys", "--help"]),
        (["members", "--url", "U"], ["members", "--url", "U"]),
        // What is not ours to move, or is not whole, is left as it is.
        (["--help"], ["--help"]), (["--version", "members"], ["--version", "members"]),
        (["--url"], ["--url"]), (["--url", "U"], ["--url", "U"]), ([], []),
        (["--nope", "members"], ["--nope", "members"]),
    ])
    func `shared options may stand before the command`(given: [String], parsed: [String]) {
        #expect(ArgumentOrder.commandFirst(given) == parsed)
    }
}
