// Command gatewaybench measures what Tenon adds to a request to a connected
// server that answers at once, with client, gateway and backend on the same
// cores: latency, requests in a second, and the memory of streams; beside another
// gateway, if one is given, in pairs that take turns. Client and backend are one
// process that speaks HTTP by hand, the same for each gateway: those of net/http
// would take a third of the cores for themselves.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// bench is what the measurements share.
type bench struct {
	tenon, peer, only   string
	rounds, connections int
	streams             int
	long                time.Duration
	failed              []string
}

// The bars.
const (
	mostAdded  = 250 * time.Microsecond
	leastRate  = 8000 // requests in a second
	leastRatio = 2.0
	mostStream = 64 << 10 // bytes of a stream
)

func main() {
	b := &bench{}
	flag.StringVar(&b.tenon, "tenon", "bin/tenon", "the program that is measured")
	flag.StringVar(&b.peer, "peer", "", "the folder of another gateway, as scripts/peer-gateway.sh installs it; empty is none")
	flag.IntVar(&b.rounds, "rounds", 5, "how often each is measured")
	flag.IntVar(&b.connections, "connections", 16, "requests at once")
	flag.IntVar(&b.streams, "streams", 1000, "streams at once")
	flag.DurationVar(&b.long, "long", 5*time.Second, "how long requests are counted")
	flag.StringVar(&b.only, "only", "", "some of latency, rate and streams, with commas between; empty is all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.all(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "gatewaybench:", err)
		os.Exit(1)
	}
}

func (b *bench) all(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gatewaybench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	instant, err := newBackend(ctx)
	if err != nil {
		return err
	}
	defer instant.Close()
	ours, err := tenon(ctx, b.tenon, dir, instant.url())
	if err != nil {
		return err
	}
	defer ours.stop()
	straight := side{name: "the backend itself", host: instant.Addr().String(), path: "/v1/chat/completions", model: "instant", token: "x"}
	sides, programs := []side{straight, ours.side}, []*server{nil, ours}
	if b.peer != "" {
		other, err := peer(ctx, b.peer, dir, instant.url())
		if err != nil {
			return err
		}
		defer other.stop()
		sides, programs = append(sides, other.side), append(programs, other)
	}
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"latency", func() error { return b.latencies(ctx, sides) }},
		{"rate", func() error { return b.rates(ctx, sides, programs) }},
		{"streams", func() error { return b.memory(ctx, ours, instant) }},
	} {
		if b.only == "" || slices.Contains(strings.Split(b.only, ","), part.name) {
			err = errors.Join(err, part.run())
		}
	}
	if err == nil && len(b.failed) > 0 {
		err = fmt.Errorf("below the bar: %s", strings.Join(b.failed, ", "))
	}
	return err
}

// bar says whether a figure is as it must be.
func (b *bench) bar(name string, good bool) string {
	if good {
		return "good"
	}
	b.failed = append(b.failed, name)
	return "BELOW THE BAR"
}

const warmUp, each = 200, 1000 // requests

// latencies measures what is added to the median of requests one after another.
func (b *bench) latencies(ctx context.Context, sides []side) error {
	added := make([][]time.Duration, len(sides))
	for _, s := range sides {
		if _, err := s.latency(ctx, warmUp); err != nil {
			return err
		}
	}
	for range b.rounds {
		var straight time.Duration
		for i, s := range sides {
			took, err := s.latency(ctx, each)
			if err != nil {
				return err
			}
			if i == 0 {
				straight = took
			}
			added[i] = append(added[i], took-straight)
		}
	}
	for i, s := range sides[1:] {
		m := median(added[i+1])
		fmt.Printf("%-20s adds %v to the median latency", s.name, m.Round(time.Microsecond))
		if i == 0 {
			fmt.Printf(" (at most %v): %s", mostAdded, b.bar("latency", m <= mostAdded))
		}
		fmt.Println()
	}
	return nil
}

// rates measures requests in a second, and the processor time of each.
func (b *bench) rates(ctx context.Context, sides []side, programs []*server) error {
	rates, work := make([][]float64, len(sides)), make([][]time.Duration, len(sides))
	for range b.rounds {
		for i, s := range sides {
			r, took, err := s.counted(ctx, b, programs[i])
			if err != nil {
				return err
			}
			rates[i], work[i] = append(rates[i], r), append(work[i], took)
		}
	}
	ours := median(rates[1])
	for i, s := range sides {
		m := median(rates[i])
		fmt.Printf("%-20s answers %.0f requests/s on %d connections", s.name, m, b.connections)
		if i > 0 {
			fmt.Printf(", with %v of processor time each", median(work[i]).Round(time.Microsecond))
		}
		switch i {
		case 1:
			fmt.Printf(" (at least %d): %s", leastRate, b.bar("rate", m >= leastRate))
		case 2:
			fmt.Printf("; tenon %.2f times that (at least %.0f): %s", ours/m, leastRatio, b.bar("ratio", ours/m >= leastRatio))
		}
		fmt.Println()
	}
	return nil
}

// counted is the rate of a side, and the processor time of its program for a request.
func (s side) counted(ctx context.Context, b *bench, program *server) (float64, time.Duration, error) {
	var before, after time.Duration
	var err error
	if program != nil {
		if before, err = program.worked(); err != nil {
			return 0, 0, err
		}
	}
	start := time.Now()
	r, err := s.rate(ctx, b.connections, b.long)
	took := time.Since(start)
	if err == nil && program != nil {
		after, err = program.worked()
	}
	return r, time.Duration(float64(after-before) / (r * took.Seconds())), err
}

// memory measures what a stream takes while all are open.
func (b *bench) memory(ctx context.Context, s *server, instant *backend) error {
	var took []float64
	for range 3 { // the first time the program itself grows
		before, err := s.memory()
		if err != nil {
			return err
		}
		err = s.streams(ctx, b.streams, instant, func() error {
			now, err := s.memory()
			took = append(took, float64(now-before)/float64(b.streams))
			return err
		})
		if err != nil {
			return err
		}
	}
	most := slices.Max(took)
	fmt.Printf("%-20s completes %d streams at once, with %.1f KiB of memory each (less than %d): %s\n",
		s.name, b.streams, most/1024, mostStream>>10, b.bar("memory of streams", most < mostStream))
	return nil
}

func median[T time.Duration | float64](l []T) T {
	l = slices.Sorted(slices.Values(l))
	return l[len(l)/2]
}
