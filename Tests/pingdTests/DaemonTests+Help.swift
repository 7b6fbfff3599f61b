// SPDX-License-Identifier: Apache-2.0

extension DaemonTests {
    /// What `pingd --help` prints on a terminal of 80 columns.
    static let help = """
        OVERVIEW: Runs a member of a memberlist cluster, with an HTTP API beside it.

        Every flag has an environment variable (--http-host: PINGD_HTTP_HOST, lists
        with commas) and a key of the same name in the YAML file. Flags beat the
        environment, the environment beats the file. An empty variable counts as none.
        JOIN_ADDR is another name of PINGD_JOIN.

        Messages are shown on standard output, the log goes to standard error. SIGTERM
        and SIGINT leave the cluster and end; a second one ends at once. SIGHUP reads
        the files again and takes over the log level, keys, tags, and the HTTP API's
        tokens, permissions, host names and limits, or nothing when anything is wrong.

        Started by systemd, pingd tells it when it is ready, reloads, ends and lives
        (Type=notify, WatchdogSec=), and listens on the socket that is passed.

        EXAMPLES
          pingd --name node1
          pingd --name node2 --bind :7947 --http :8947 --join localhost --ping 3s
          pingd --config /etc/pingd.yaml --meta zone=1a

        EXIT CODES
          0    left the cluster and ended, as SIGTERM or SIGINT asked
          1    --join-once, and nobody could be reached
          64   a flag is wrong
          71   the system refused: out of descriptors, memory, threads
          78   a variable, the file, or what a setting names cannot work
          130, 143  a second SIGINT, SIGTERM: ended at once

        USAGE: pingd <options>

        CLUSTER:
          --name <name>           The node's name, unique in the cluster. (default:
                                  this machine's name)
          --bind <addr:port>      Where packets and streams are accepted. (default:
                                  0.0.0.0:7946)
          --advertise <addr:port> What the others are told to dial. (default: found out)
          --join <addr>           A node to join; repeatable, or a list with commas.
                                  Tried again until one is reached.
          --join-once             Try to join once, and end with 1 if nobody is reached.
          --profile <profile>     Timings: lan, wan or local. (default: lan)
          --meta <key=value>      A tag that is told to all members; repeatable, 512
                                  bytes in all.
          --label <text>          Only nodes with the same label can talk to each other.
          --key <base64>          The key that encrypts gossip: 16, 24 or 32 bytes in
                                  base64. Others may see a flag.
          --keyring <file>        A file of mode 0600 with a JSON array of keys; the
                                  first encrypts, all decrypt. With --key it is made
                                  when it is not there; when it is, it counts.

        PROTOCOL:
          --serf                  Be a good member of a Serf cluster: delegate versions
                                  2, 5, 4, and its farewell.
          --protocol-version <n>  Version of the protocol to speak, 1 to 5. (default: 2)
          --delegate-protocol-min <n>
                                  Least version of the delegates' protocol. (default: 0)
          --delegate-protocol-max <n>
                                  Greatest version of that protocol. (default: 0)
          --delegate-protocol-version <n>
                                  Version of that protocol to speak. (default: 0)
          --cidrs-allowed <cidr>  A network that members may be in, like 10.0.0.0/8;
                                  repeatable. (default: any)
          --require-node-names    Send to nobody unnamed: --join NAME/ADDR, and pings
                                  that name their target.
          --skip-inbound-label-check
                                  Labels are taken off by something in front of this
                                  node.
          --no-verify-incoming    With keys, accept what is not encrypted: while a
                                  cluster moves to keys.
          --no-verify-outgoing    With keys, send unencrypted: while a cluster moves to
                                  keys.
          --no-compression        Send uncompressed; what comes compressed is
                                  understood.
          --no-lanes              Keep no lanes to other pingd nodes: each message on a
                                  stream of its own.

        TUNING (DEFAULTS FROM THE PROFILE):
          --probe-interval <time> Between two probes; 0s: none.
          --probe-timeout <time>  What an answer may take, at most the interval.
          --indirect-checks <n>   How many members are asked to ping a silent one.
          --disable-tcp-pings     Never ping a silent one over TCP.
          --disable-tcp-pings-for-node <name>
                                  A member never pinged so; repeatable.
          --awareness-max-multiplier <n>
                                  How far an unwell node slows down.
          --suspicion-mult <n>    How long a suspect may refute.
          --suspicion-max-timeout-mult <n>
                                  How much longer while nobody confirms.
          --gossip-interval <time>
                                  Between two rounds of gossip; 0s: none.
          --gossip-nodes <n>      How many members each round tells.
          --gossip-to-the-dead-time <time>
                                  When the dead and the left are forgotten.
          --retransmit-mult <n>   How often each piece of news is told.
          --push-pull-interval <time>
                                  Between two exchanges of tables; 0s: none.
          --tcp-timeout <time>    What a stream may take.
          --dead-node-reclaim-time <time>
                                  When a dead member's name may be taken from another
                                  address; 0s: never. (default: 0s)
          --udp-buffer-size <n>   Bytes of a packet. (default: 1400)
          --receive-buffer-bytes <n>
                                  Bytes that the system keeps of packets received.
                                  (default: 2097152)
          --send-buffer-bytes <n> The same of packets to send. (default: the system's)

        MESSAGES:
          --ping <interval>       Send a ping to all other members this often: 500ms,
                                  3s, 2m.
          --no-pong               Do not answer pings with pongs.
          --inbox-messages <n>    Messages kept for GET /messages; the oldest go first.
                                  (default: 10000)
          --inbox-bytes <n>       Bytes of all of them together. (default: 67108864)

        JOURNAL:
          --data-dir <path>       A directory for what outlives the process: the inbox
                                  and its consumers, durable messages, idempotency
                                  keys, and the members known.
          --delivery-attempts <n> How often a consumer is given a message before it
                                  becomes a dead letter. (default: 5)

        HTTP API:
          --http <addr:port>      Where the API listens; unix:PATH is a socket of mode
                                  0600, fd:NAME one that systemd passes. (default: the
                                  socket that is passed, else 127.0.0.1:8946)
          --http-token-file <file>
                                  A file with the tokens of which requests must carry
                                  one, a line each, with what it permits if that is not
                                  all: TOKEN read,send. Needed beyond this machine.
          --http-allow <groups>   What requests may do, whoever sends them: read, send,
                                  operate; a list with commas. (default: all three)
          --http-insecure         Listen beyond this machine without a token.
          --http-host <name>      Another name that requests may call this node by;
                                  repeatable.
          --http-threads <n>      Threads that serve the API, 1 to 64. (default: 1)

        HTTP LIMITS:
          --http-max-connections <n>
                                  Connections at once; then 503. (default: 10000)
          --http-max-connections-per-address <n>
                                  Of those, from one IP address; then 503. 0: any
                                  number. (default: 0)
          --http-header-timeout <time>
                                  From the first byte of a request to the end of its
                                  fields; then 408. (default: 10s)
          --http-body-timeout <time>
                                  A whole body; then 408. (default: 1m)
          --http-body-progress-timeout <time>
                                  Between two pieces of a body; then 408. (default: 10s)
          --http-idle-timeout <time>
                                  How long a connection may stay open without a
                                  request. (default: 1m)
          --http-write-timeout <time>
                                  How long a client may leave an answer untaken.
                                  (default: 30s)
          --http-max-pipelined <n>
                                  Answers that may wait for a client before its next
                                  request is read. (default: 128)
          --http-max-request-line <n>
                                  Bytes of a request line; then 414. (default: 8192)
          --http-max-fields <n>   Fields of a request; then 431. (default: 100)
          --http-max-header-bytes <n>
                                  Bytes of all its fields; then 431. (default: 16384)
          --http-max-body <n>     Bytes of a body; then 413. (default: 1048576)

        PROXY:
          --upstream <address>    The application that requests to /proxy/NAME/… reach
                                  through any node: http://HOST:PORT or unix:/PATH.
          --proxy-methods <methods>
                                  Methods that are let through to it; a list with
                                  commas. (default: all)
          --proxy-path <prefix>   A path that is let through to it, with all below;
                                  repeatable. (default: all)
          --proxy-timeout <time>  How long it may take to begin its answer; then 504.
                                  (default: 1m)

        CONFIGURATION AND LOG:
          --config <file>         A YAML file with settings. Environment: PINGD_CONFIG.
          --check-config          Read and check every setting, say what would be, and
                                  end with 0 or 78.
          --log-level <level>     trace, debug, info, notice, warning, error or
                                  critical. (default: info)
          --log-format <format>   text, or json: one object a line. (default: text)

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.


        """
}
