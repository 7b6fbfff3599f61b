// SPDX-License-Identifier: Apache-2.0

/// The version that `pingd` and `pingctl` of one build say of themselves.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
