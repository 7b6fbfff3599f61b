// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many descriptors this process may have, each connection being one.
enum DescriptorLimit {
    /// Raises what is allowed now to what may be allowed.
    ///
    /// The lower limit is there for programs that use `select`; an epoll has no use for it, and
    /// 1,024 would end the API long before `--http-max-connections` does.
    static func raise() {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(kind, &limit)
    }
}
