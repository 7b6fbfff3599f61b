// SPDX-License-Identifier: Apache-2.0

extension CommandLineTests {
    /// What `pingctl members --help` prints on a terminal of 80 columns.
    static let membersHelp = """
        OVERVIEW: Shows the members of the cluster, as the node sees them.

        With --watch the list is drawn anew on a terminal whenever it changes, until
        you press Ctrl-C; elsewhere each member that changes follows, and with -o json
        the whole list.

        EXAMPLES
          pingctl members
          pingctl members --state alive,suspect --name 'web-*'
          pingctl members --meta zone=1a
          pingctl members --watch
          pingctl members -o ndjson | head -1
          pingctl members --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

        EXIT CODES
          0   done
          1   the answer is no: no such member, not ready, nobody took the message
          2   done in part: some were reached, not all
          64  usage
          69  the node cannot be reached
          75  try again later
          77  not allowed
          130 interrupted (Ctrl-C)

        USAGE: pingctl members <options>

        WITH --WATCH:
          --reconnect <duration>  How long to try to get a broken connection back; 0s:
                                  not at all. (default: 1m)

        OUTPUT:
          -o, --output <format>   table for people, json as the server sent it, ndjson
                                  one line per item. (values: table, json, ndjson;
                                  default: table)

        CONNECTION:
          --url <url>             Where the node's HTTP API is: http://HOST:PORT,
                                  https://… or unix:PATH; repeatable: members, self,
                                  health, ping, events and messages ask each, others
                                  the first that answers. Environment: PINGCTL_URL.
                                  (default: http://127.0.0.1:8946)
          --context <name>        A node by its name in pingctl context list.
                                  Environment: PINGCTL_CONTEXT.
          --token-file <file>     A file with the token of the API. Environment:
                                  PINGCTL_TOKEN, the token itself.
          --timeout <duration>    How long to wait: 500ms, 10s, 2m. (default: 10s)
          --cacert <file>         Certificates of the authorities to trust.
                                  Environment: CURL_CA_BUNDLE.
          --proxy <url>           An HTTP or SOCKS proxy to go through, as curl's
                                  --proxy. Environment, for nodes on other machines:
                                  http_proxy, HTTPS_PROXY, ALL_PROXY, NO_PROXY.
          --netrc                 Take user and password from ~/.netrc, for a proxy in
                                  front of the node.

        OPTIONS:
          --state <state>         Only members in this state: alive, suspect, dead or
                                  left; repeatable, or a list.
          --name <glob>           Only members whose name matches, with * and ?. None
                                  at all is exit code 1.
          --meta <key=value>      Only members that have this tag; repeatable, then all
                                  must hold.
          --watch                 Stay, and show what changes.
          --version               Show the version.
          -h, --help              Show help information.


        """
}
