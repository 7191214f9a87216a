// Command hubbench measures a server of the hub beside programs that do the
// same work, on the same files in the same run, and prints how they compare.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// bench is what the measurements share.
type bench struct {
	tenon, giftless string
	gib, lfs        float64
	rounds, commits int
	dir             string
	hub             *server
	failed          []string
}

// parts are the measurements in order.
var parts = []struct {
	name string
	run  func(ctx context.Context, b *bench) error
}{
	{"transfer", transfers}, {"memory", memory}, {"commits", commits}, {"peer", peer},
}

func main() {
	b := &bench{}
	flag.StringVar(&b.tenon, "tenon", "bin/tenon", "the program that is measured")
	flag.StringVar(&b.giftless, "giftless", "", "a Python with giftless, the other Git LFS server; without it the two are not compared")
	flag.Float64Var(&b.gib, "gib", 4, "GiB of the file that is sent up and down")
	flag.Float64Var(&b.lfs, "lfs-gib", 2, "GiB that git-lfs pushes and pulls")
	flag.IntVar(&b.rounds, "rounds", 3, "how often each is done; medians are printed")
	flag.IntVar(&b.commits, "commits", 1000, "how many commits eight clients make")
	dir := flag.String("dir", "", "a folder on the disk that is measured; left out, that of temporary files")
	only := flag.String("only", "", "some of the measurements, with commas between")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.all(ctx, *dir, *only); err != nil {
		fmt.Fprintln(os.Stderr, "hubbench:", err)
		os.Exit(1)
	}
}

func (b *bench) all(ctx context.Context, dir, only string) (err error) {
	if b.dir, err = os.MkdirTemp(dir, "hubbench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	b.idle()
	if b.hub, err = startHub(ctx, b.tenon, filepath.Join(b.dir, "data")); err != nil {
		return err
	}
	defer b.hub.stop()
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		begun := time.Now()
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Printf("    (%s took %v; load %.1f on %d cores)\n", p.name, time.Since(begun).Round(time.Second), load(), runtime.NumCPU())
	}
	if len(b.failed) > 0 {
		return fmt.Errorf("below the bar: %s", strings.Join(b.failed, "; "))
	}
	return nil
}

// idle says so when other programs use the machine.
func (b *bench) idle() {
	if l := load(); l > 0.5*float64(runtime.NumCPU()) {
		fmt.Printf("!   the machine is busy: its load is %.1f on %d cores. Ratios are of the same minutes; figures are not those of an idle machine.\n", l, runtime.NumCPU())
	}
}

func load() (l float64) {
	text, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, _ = fmt.Sscan(string(text), &l)
	}
	return l
}

// compare prints medians of ours and theirs, in bytes a second, and whether
// their ratio meets the bar.
func (b *bench) compare(what string, size int64, ours, theirs []time.Duration, peer string, bar float64) {
	o, t := median(ours), median(theirs)
	ratio := t.Seconds() / o.Seconds()
	fmt.Printf("%-34s tenon %8.0f MB/s   %s %8.0f MB/s   ratio %.2f   bar %.2f   %s\n",
		what, float64(size)/1e6/o.Seconds(), peer, float64(size)/1e6/t.Seconds(), ratio, bar, b.verdict(what, ratio >= bar))
}

func (b *bench) verdict(what string, ok bool) string {
	if ok {
		return "met"
	}
	b.failed = append(b.failed, what)
	return "MISSED"
}

func median(l []time.Duration) time.Duration {
	l = slices.Sorted(slices.Values(l))
	return l[len(l)/2]
}
