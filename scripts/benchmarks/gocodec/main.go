// SPDX-License-Identifier: Apache-2.0

// Gocodec measures what the Go library memberlist spends on packets full of alive messages: packets
// that codecbench wrote go into a node through a transport of ours, which the library's public
// interface provides for, and every message is awaited as the event that it leads to.
//
//	gocodec FILE ROUNDS
//
// Each round of packets tells of every member once, with new metadata and a new incarnation. The
// first round makes them known. Prints nanoseconds of processor time per message of the others, and,
// for a queue full of such messages, nanoseconds per message that the public queue gives out.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/memberlist"
)

type transport struct {
	packets chan *memberlist.Packet
	streams chan net.Conn
}

func (t *transport) FinalAdvertiseAddr(string, int) (net.IP, int, error) {
	return net.IPv4(10, 0, 0, 1).To4(), 7946, nil
}
func (t *transport) WriteTo([]byte, string) (time.Time, error) { return time.Now(), nil }
func (t *transport) PacketCh() <-chan *memberlist.Packet       { return t.packets }
func (t *transport) StreamCh() <-chan net.Conn                 { return t.streams }
func (t *transport) Shutdown() error                           { return nil }
func (t *transport) DialTimeout(string, time.Duration) (net.Conn, error) {
	return nil, errors.New("nobody is there")
}

type events struct {
	count int64
	done  chan struct{}
	goal  int64
}

func (e *events) happened() {
	if atomic.AddInt64(&e.count, 1) == atomic.LoadInt64(&e.goal) {
		e.done <- struct{}{}
	}
}
func (e *events) NotifyJoin(*memberlist.Node)   { e.happened() }
func (e *events) NotifyLeave(*memberlist.Node)  {}
func (e *events) NotifyUpdate(*memberlist.Node) { e.happened() }

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func read(path string) [][]byte {
	file, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var packets [][]byte
	for len(file) >= 4 {
		length := binary.BigEndian.Uint32(file)
		packets = append(packets, file[4:4+length])
		file = file[4+length:]
	}
	return packets
}

func handle(packets [][]byte, rounds int) {
	perRound := len(packets) / rounds
	// 7, the number of parts: behind the checksum's five bytes.
	perPacket := int(packets[0][6])
	wanted := int64(perRound * perPacket)
	events := &events{done: make(chan struct{}, 1)}
	transport := &transport{packets: make(chan *memberlist.Packet), streams: make(chan net.Conn)}
	config := memberlist.DefaultLANConfig()
	config.Name = "bench"
	config.Transport = transport
	config.Events = events
	config.LogOutput = io.Discard
	config.ProbeInterval, config.PushPullInterval, config.GossipInterval = 0, 0, 0
	// All of a round may wait at once: none may be dropped.
	config.HandoffQueueDepth = int(wanted) + 1
	if _, err := memberlist.Create(config); err != nil {
		log.Fatal(err)
	}
	from := &net.UDPAddr{IP: net.IPv4(10, 1, 0, 1), Port: 7946}
	var spent time.Duration
	for round := 0; round < rounds; round++ {
		atomic.StoreInt64(&events.goal, atomic.LoadInt64(&events.count)+wanted)
		before := processorTime()
		for _, packet := range packets[round*perRound : (round+1)*perRound] {
			transport.packets <- &memberlist.Packet{Buf: packet, From: from, Timestamp: time.Now()}
		}
		select {
		case <-events.done:
		case <-time.After(20 * time.Second):
			log.Fatalf("round %d: %d of %d", round, events.count, events.goal)
		}
		if round > 0 {
			spent += processorTime() - before
		}
	}
	messages := wanted * int64(rounds-1)
	fmt.Println("decode-handle-news", spent.Nanoseconds()/messages, perPacket)
}

type broadcast struct {
	name    string
	message []byte
}

func (b *broadcast) Invalidates(other memberlist.Broadcast) bool {
	o, ok := other.(*broadcast)
	return ok && o.name == b.name
}
func (b *broadcast) Name() string    { return b.name }
func (b *broadcast) Message() []byte { return b.message }
func (b *broadcast) Finished()       {}

func queue(packets [][]byte) {
	queue := &memberlist.TransmitLimitedQueue{
		NumNodes: func() int { return 1 << 20 }, RetransmitMult: 1 << 40,
	}
	perPacket := int(packets[0][6])
	for number, packet := range packets {
		body := packet[7+2*perPacket:]
		for part := 0; part < perPacket; part++ {
			length := binary.BigEndian.Uint16(packet[7+2*part:])
			name := fmt.Sprintf("%d-%d", number, part)
			queue.QueueBroadcast(&broadcast{name, body[:length]})
			body = body[length:]
		}
	}
	const rounds = 20000
	taken := 0
	before := processorTime()
	for round := 0; round < rounds; round++ {
		taken += len(queue.GetBroadcasts(2, 1400-5-2))
	}
	fmt.Println("queue", (processorTime()-before).Nanoseconds()/int64(taken), taken/rounds)
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: gocodec FILE ROUNDS")
	}
	rounds, err := strconv.Atoi(os.Args[2])
	if err != nil || rounds < 2 {
		log.Fatal("gocodec: at least two rounds are needed")
	}
	packets := read(os.Args[1])
	handle(packets, rounds)
	queue(packets[:len(packets)/rounds])
}
