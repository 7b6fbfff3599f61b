// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What may stand between pingctl and a node, in Python: the end of TLS, and a proxy.
///
/// Both reach the same node, whatever name they are asked for.
struct Bystander {
    let port: Int
    /// Its output has the head of each request that a proxy was asked.
    let program: RunningProgram

    /// Speaks TLS with `certificate`, a file with its key beside it (`.key`).
    static func tls(certificate: String, before node: RealNode) throws -> Bystander {
        try Bystander(["tls", node.url, certificate])
    }

    /// An HTTP proxy, which may want a user and a password (`user:password`).
    static func proxy(to port: String, user: String = "") throws -> Bystander {
        try Bystander(["proxy", port, user])
    }

    private init(_ arguments: [String]) throws {
        program = try BuiltProgram(path: "/usr/bin/python3")
            .start(["-u", "-c", Self.source] + arguments)
        let words = try #require(program.output.wait(for: "listening\n"))
        port = try #require(Int(words.prefix { $0 != " " }))
    }

    private static let source = """
        import base64, socket, ssl, sys, threading
        kind, target = sys.argv[1], int(sys.argv[2].rsplit(":", 1)[1])
        listener = socket.create_server(("127.0.0.1", 0))
        context = None
        if kind == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[3], sys.argv[3] + ".key")
        print(listener.getsockname()[1], "listening")

        def copy(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def join(client, first):
            node = socket.create_connection(("127.0.0.1", target))
            node.sendall(first)
            threading.Thread(target=copy, args=(node, client), daemon=True).start()
            copy(client, node)

        def serve(client):
            if kind == "tls":
                return join(context.wrap_socket(client, server_side=True), b"")
            head = b""
            while b"\\r\\n\\r\\n" not in head:
                piece = client.recv(65536)
                if not piece:
                    return
                head += piece
            print(head.decode())
            wanted = sys.argv[3]
            given = "Basic " + base64.b64encode(wanted.encode()).decode()
            if wanted and given not in head.decode():
                client.sendall(b"HTTP/1.1 407 Who\\r\\nProxy-Authenticate: Basic realm=x\\r\\n"
                               b"Content-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
                return client.close()
            if head.startswith(b"CONNECT "):
                client.sendall(b"HTTP/1.1 200 Go\\r\\n\\r\\n")
                return join(client, b"")
            method, url, rest = head.split(b" ", 2)
            host = url.split(b"/", 3)[2]
            lines = rest.split(b"\\r\\n")
            lines = [l for l in lines if not l.lower().startswith(b"proxy-")]
            path = b"/" + url.split(b"/", 3)[3]
            join(client, b" ".join([method, path, b"\\r\\n".join(lines)]))

        def guarded(client):
            try:
                serve(client)
            except OSError:
                client.close()

        while True:
            client, _ = listener.accept()
            threading.Thread(target=guarded, args=(client,), daemon=True).start()
        """
}

/// A folder of a test's own, gone when nobody holds it any more.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file in it.
    func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    /// A certificate that is its own authority, with its key beside it (`.key`).
    func certificate(for name: String) throws -> String {
        let file = path + "/\(UUID().uuidString).pem"
        let made = try BuiltProgram(path: "/usr/bin/openssl").run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", file + ".key", "-out", file, "-days", "2", "-subj", "/CN=test",
            "-addext", "subjectAltName=\(name)",
        ])
        try #require(made.status == 0, "\(made.errors)")
        return file
    }
}
