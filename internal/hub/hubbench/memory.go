package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// at once: uploads and downloads while the memory of the server is watched
const (
	transfersAtOnce = 10
	maxMemory       = 250 << 20
	watchEvery      = 100 * time.Millisecond
)

// memory watches the server while ten files come and ten go.
func memory(ctx context.Context, b *bench) error {
	size := b.fitting()
	file := filepath.Join(b.dir, "file")
	if err := makeFile(file, size); err != nil {
		return err
	}
	defer os.Remove(file)
	sum, err := digest(ctx, file)
	if err != nil {
		return err
	}
	if err := b.hub.create(ctx, "source"); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	if _, err = upload(ctx, b.hub, "source", sum, f, size); err == nil {
		err = commitLarge(ctx, b.hub, "source", "file", sum, size)
	}
	if err = errors.Join(err, closed(f)); err != nil {
		return err
	}
	heads, sums, err := b.others(ctx, file)
	if err != nil {
		return err
	}
	peak, stop := watch(ctx, b.hub)
	errs := make([]error, 2*transfersAtOnce)
	var wg sync.WaitGroup
	for i := range transfersAtOnce {
		wg.Go(func() { errs[2*i] = sendOther(ctx, b.hub, file, heads[i], sums[i], size) })
		wg.Go(func() { _, errs[2*i+1] = download(ctx, b.hub, "/admin/source/resolve/main/file", size, 1) })
	}
	wg.Wait()
	stop()
	what := fmt.Sprintf("memory, %d up and %d down of %.3g GiB", transfersAtOnce, transfersAtOnce, float64(size)/(1<<30))
	fmt.Printf("%-34s tenon %8d MiB at most   bar %d MiB   %s\n", what, *peak>>20, maxMemory>>20, b.verdict(what, *peak < maxMemory))
	return errors.Join(errs...)
}

// fitting is the size of the files, smaller if the disk has not room for them.
func (b *bench) fitting() int64 {
	size := int64(b.gib * (1 << 30))
	var st syscall.Statfs_t
	if err := syscall.Statfs(b.dir, &st); err == nil {
		room := int64(st.Bavail) * st.Bsize / (transfersAtOnce + 6)
		if room < size {
			fmt.Printf("!   the disk has room for ten files of %.2g GiB only\n", float64(room)/(1<<30))
			size = room
		}
	}
	return size
}

const headSize = 32

// others are beginnings that make other files of one, with their digests.
func (b *bench) others(ctx context.Context, file string) (heads [][]byte, sums []string, err error) {
	for i := range transfersAtOnce {
		if err := touch(file); err != nil {
			return nil, nil, err
		}
		sum, err := digest(ctx, file)
		if err != nil {
			return nil, nil, err
		}
		f, err := os.Open(file)
		if err != nil {
			return nil, nil, err
		}
		head := make([]byte, headSize)
		_, err = io.ReadFull(f, head)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, nil, err
		}
		heads, sums = append(heads, head), append(sums, sum)
		if err := b.hub.create(ctx, fmt.Sprint("target-", i)); err != nil {
			return nil, nil, err
		}
	}
	return heads, sums, nil
}

// sendOther uploads a file with another beginning.
func sendOther(ctx context.Context, s *server, file string, head []byte, sum string, size int64) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	body := io.MultiReader(strings.NewReader(string(head)), io.NewSectionReader(f, headSize, size-headSize))
	_, err = upload(ctx, s, "source", sum, body, size)
	return err
}

// watch looks at the memory of a server until it is told to stop.
func watch(ctx context.Context, s *server) (peak *int64, stop func()) {
	peak = new(int64)
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			*peak = max(*peak, resident(s.cmd.Process.Pid))
			wait(ctx, watchEvery)
		}
	})
	return peak, func() { cancel(); wg.Wait() }
}

// resident is the memory of a process, in bytes, without pages of files that
// the system can take back.
func resident(pid int) (n int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kib int64
		for _, name := range []string{"RssAnon:", "RssShmem:"} {
			if _, err := fmt.Sscanf(line, name+"%d kB", &kib); err == nil {
				n += kib << 10
			}
		}
	}
	return n
}
