// SPDX-License-Identifier: Apache-2.0

// Command gomembers runs stock members of a cluster for the benchmarks, or
// pings one.
//
//	gomembers -count 1000 -port 22000 -join 127.0.0.1:21000
//
// starts that many members in one process, each with sockets and a port of its
// own. They join and answer probes; none
// gossips, probes or remembers another, so that a thousand of them cost little
// while something else is measured. It prints "ready" when all have joined, and
// runs until its standard input ends.
//
//	gomembers -ping node1=127.0.0.1:21000 -port 22000 -every 20ms -for 60s
//
// sends pings from outside of the cluster and prints how long the acks took:
// "pings N lost N p50 MS p99 MS max MS".
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/memberlist"
)

// alone forgets whoever is not the member itself.
type alone struct{ name string }

func (a alone) NotifyAlive(peer *memberlist.Node) error {
	if peer.Name == a.name {
		return nil
	}
	return errors.New("not remembered")
}

func passive(name string, port int) *memberlist.Memberlist {
	conf := memberlist.DefaultLANConfig()
	conf.Name = name
	conf.BindAddr = "127.0.0.1"
	conf.AdvertiseAddr = "127.0.0.1"
	conf.BindPort = port
	conf.AdvertisePort = port
	conf.GossipInterval = 0
	conf.ProbeInterval = time.Hour
	conf.PushPullInterval = 0
	conf.ProbeTimeout = 2 * time.Second
	conf.Alive = alone{name}
	conf.LogOutput = io.Discard
	list, err := memberlist.Create(conf)
	if err != nil {
		log.Fatal(err)
	}
	return list
}

func run(count, port int, join string) {
	for i := 0; i < count; i++ {
		list := passive(fmt.Sprintf("member-%04d", i), port+i)
		if _, err := list.Join([]string{join}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
}

func ping(target string, port int, every, duration time.Duration) {
	name, address, found := strings.Cut(target, "=")
	if !found {
		log.Fatal("-ping needs NAME=HOST:PORT")
	}
	to, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		log.Fatal(err)
	}
	list := passive("prober", port)
	var times []time.Duration
	lost := 0
	for end := time.Now().Add(duration); time.Now().Before(end); time.Sleep(every) {
		if took, err := list.Ping(name, to); err != nil {
			lost++
		} else {
			times = append(times, took)
		}
	}
	if len(times) == 0 {
		log.Fatal("nothing was answered")
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	at := func(share float64) float64 {
		return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
	}
	fmt.Printf("pings %d lost %d p50 %.3f p99 %.3f max %.3f\n",
		len(times)+lost, lost, at(0.5), at(0.99), at(1))
	// Whoever was pinged knows of the prober, and would suspect it.
	io.Copy(io.Discard, os.Stdin)
}

func main() {
	count := flag.Int("count", 0, "members to run")
	port := flag.Int("port", 22000, "the first one's port")
	join := flag.String("join", "", "whom they join")
	target := flag.String("ping", "", "NAME=HOST:PORT to ping instead")
	every := flag.Duration("every", 20*time.Millisecond, "between two pings")
	duration := flag.Duration("for", 10*time.Second, "how long to ping")
	flag.Parse()
	if *target != "" {
		ping(*target, *port, *every, *duration)
	} else {
		run(*count, *port, *join)
	}
}
