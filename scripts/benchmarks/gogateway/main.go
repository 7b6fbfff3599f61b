// SPDX-License-Identifier: Apache-2.0

// Command gogateway is the baseline that pingd is measured against: the same
// job (a memberlist node fronted by HTTP), done the obvious way in Go with
// net/http and the memberlist package.
//
//	GET  /members            the cluster as this node sees it
//	POST /send               {"to":"node2","key":"ping","value":0}; no "to": every other member
//	GET  /received           how many user messages reached this node, and how many bytes
//
// Build: GO111MODULE=off GOPATH=/usr/share/gocode go build -o gogateway main.go
package main

import (
	"encoding/json"
	"flag"
	"io"
	"log"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/memberlist"
)

type counter struct{ messages, bytes uint64 }

func (c *counter) NodeMeta(limit int) []byte { return nil }
func (c *counter) NotifyMsg(b []byte) {
	atomic.AddUint64(&c.messages, 1)
	atomic.AddUint64(&c.bytes, uint64(len(b)))
}
func (c *counter) GetBroadcasts(overhead, limit int) [][]byte { return nil }
func (c *counter) LocalState(join bool) []byte                { return nil }
func (c *counter) MergeRemoteState(buf []byte, join bool)     {}

type message struct {
	To    string `json:"to,omitempty"`
	Key   string `json:"key"`
	Value uint64 `json:"value"`
}

type member struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	State   string `json:"state"`
}

type result struct {
	To     string `json:"to"`
	Status string `json:"status"`
	Error  string `json:"error,omitempty"`
}

func main() {
	name := flag.String("name", "go1", "node name")
	port := flag.Int("port", 7946, "gossip port")
	httpAddr := flag.String("http", "127.0.0.1:8946", "HTTP address")
	join := flag.String("join", "", "comma-separated members to join")
	procs := flag.Int("procs", 0, "GOMAXPROCS")
	flag.Parse()
	if *procs > 0 {
		runtime.GOMAXPROCS(*procs)
	}

	received := &counter{}
	conf := memberlist.DefaultLANConfig()
	conf.Name = *name
	conf.BindAddr = "127.0.0.1"
	conf.AdvertiseAddr = "127.0.0.1"
	conf.BindPort = *port
	conf.AdvertisePort = *port
	conf.Delegate = received
	conf.LogOutput = io.Discard
	list, err := memberlist.Create(conf)
	if err != nil {
		log.Fatal(err)
	}
	if *join != "" {
		if _, err := list.Join(strings.Split(*join, ",")); err != nil {
			log.Fatal(err)
		}
	}

	http.HandleFunc("/members", func(w http.ResponseWriter, r *http.Request) {
		var all []member
		for _, n := range list.Members() {
			all = append(all, member{n.Name, n.Address(), "alive"})
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]interface{}{"members": all})
	})
	http.HandleFunc("/send", func(w http.ResponseWriter, r *http.Request) {
		var m message
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&m); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		payload, _ := json.Marshal(message{Key: m.Key, Value: m.Value})
		var results []result
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, n := range list.Members() {
			if n.Name == *name || (m.To != "" && n.Name != m.To) {
				continue
			}
			wg.Add(1)
			go func(n *memberlist.Node) {
				defer wg.Done()
				res := result{To: n.Name, Status: "sent"}
				if err := list.SendReliable(n, payload); err != nil {
					res.Status, res.Error = "failed", err.Error()
				}
				mu.Lock()
				results = append(results, res)
				mu.Unlock()
			}(n)
		}
		wg.Wait()
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]interface{}{"results": results})
	})
	http.HandleFunc("/received", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]uint64{
			"messages": atomic.LoadUint64(&received.messages),
			"bytes":    atomic.LoadUint64(&received.bytes)})
	})
	log.Fatal(http.ListenAndServe(*httpAddr, nil))
}
