// SPDX-License-Identifier: Apache-2.0

/// How strictly the strings and keys of a JSON text are judged; the grammar is always RFC 8259's.
package enum JSONDialect: Sendable {
    /// Strings must be UTF-8 without lone surrogates and keys unique, so that no two readers can
    /// understand the text differently (RFC 7493).
    case strict
    /// What Go's encoding/json accepts: broken UTF-8 and lone surrogates become U+FFFD, and keys
    /// may repeat.
    case lenient
}
