// SPDX-License-Identifier: Apache-2.0

import Testing

/// Every test that starts programs, one at a time.
///
/// They watch timers of real processes, and a machine with a dozen clusters on it keeps no time.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum RealPrograms {}
