// SPDX-License-Identifier: Apache-2.0

// goupstream is an HTTP server of Go's standard library, to be spoken to by tests.
//
// It prints the port on which it listens, on loopback.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

func main() {
	// The body that came, and what is known of it when it has ended.
	http.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		if strconv.FormatInt(r.ContentLength, 10) != r.URL.Query().Get("length") {
			http.Error(w, "another length", http.StatusBadRequest)
			return
		}
		w.Header().Set("Trailer", "X-Echo")
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for start := 0; start < len(body); start += 10000 {
			end := start + 10000
			if end > len(body) {
				end = len(body)
			}
			w.Write(body[start:end])
			w.(http.Flusher).Flush()
		}
		w.Header().Set("X-Echo", r.Trailer.Get("X-Sum"))
	})
	http.HandleFunc("/hints", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Write([]byte("after"))
	})
	http.HandleFunc("/refuse", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no", http.StatusForbidden)
	})
	http.HandleFunc("/die", func(w http.ResponseWriter, r *http.Request) {
		w.Write(make([]byte, 5000))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	http.HandleFunc("/bytes", func(w http.ResponseWriter, r *http.Request) {
		count, _ := strconv.Atoi(r.URL.Query().Get("count"))
		w.Header().Set("Content-Length", strconv.Itoa(count))
		w.Write(make([]byte, count))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port, "open")
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
}
