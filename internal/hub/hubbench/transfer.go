package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// makeFile writes a file of bytes that nothing makes smaller.
func makeFile(path string, size int64) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var seed [32]byte
	_, _ = rand.Read(seed[:]) // it never fails
	_, err = io.CopyN(f, mathrand.NewChaCha8(seed), size)
	return err
}

// touch makes a file another one, at its beginning.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	_, err = f.WriteAt(b[:], 0)
	return errors.Join(err, f.Close())
}

func digest(ctx context.Context, path string) (string, error) {
	out, err := output(ctx, "sha256sum", path)
	d, _, _ := strings.Cut(strings.TrimPrefix(out, `\`), " ")
	if raw, e := hex.DecodeString(d); err == nil && (e != nil || len(raw) != 32) {
		err = fmt.Errorf("sha256sum says %q", out)
	}
	return d, err
}

// byCommands is how long sha256sum and a copy of a file take, at the same time,
// with the copy on the disk at the end.
func byCommands(ctx context.Context, from, to string) (took time.Duration, sum string, err error) {
	begun := time.Now()
	var wg sync.WaitGroup
	var copied error
	wg.Go(func() { _, copied = output(ctx, "dd", "if="+from, "of="+to, "bs=1M", "conv=fsync") })
	sum, err = digest(ctx, from)
	wg.Wait()
	took = time.Since(begun)
	return took, sum, errors.Join(err, copied, os.Remove(to))
}

type object struct {
	OID     string `json:"oid"`
	Size    int64  `json:"size"`
	Actions map[string]struct {
		Href   string            `json:"href"`
		Header map[string]string `json:"header"`
	} `json:"actions"`
}

// upload sends a file by Git LFS, and says how long the server took to have it.
func upload(ctx context.Context, s *server, repo, sum string, body io.Reader, size int64) (time.Duration, error) {
	var reply struct{ Objects []object }
	err := s.call(ctx, "/admin/"+repo+".git/info/lfs/objects/batch",
		map[string]any{"operation": "upload", "transfers": []string{"basic"}, "objects": []map[string]any{{"oid": sum, "size": size}}}, &reply)
	if err != nil {
		return 0, err
	}
	if len(reply.Objects) != 1 || reply.Objects[0].Actions["upload"].Href == "" {
		return 0, fmt.Errorf("there is nothing to upload: %+v", reply)
	}
	a := reply.Objects[0].Actions
	begun := time.Now()
	var header []string
	for k, v := range a["upload"].Header {
		header = append(header, k, v)
	}
	resp, err := s.send(ctx, "PUT", a["upload"].Href, body, size, header...)
	if err != nil {
		return 0, err
	}
	took := time.Since(begun)
	_, err = io.Copy(io.Discard, resp.Body)
	return took, errors.Join(err, resp.Body.Close(), s.call(ctx, a["verify"].Href, map[string]any{"oid": sum, "size": size}, nil))
}

// commitLarge makes a file of an object that was uploaded.
func commitLarge(ctx context.Context, s *server, repo, path, sum string, size int64) error {
	return s.call(ctx, "/api/models/admin/"+repo+"/commit/main",
		fmt.Sprintf("{\"key\":\"header\",\"value\":{\"summary\":\"x\"}}\n{\"key\":\"lfsFile\",\"value\":{\"path\":%q,\"algo\":\"sha256\",\"oid\":%q,\"size\":%d}}\n", path, sum, size), nil)
}

// download reads a file by some connections at once.
func download(ctx context.Context, s *server, path string, size int64, connections int) (time.Duration, error) {
	errs := make([]error, connections)
	begun := time.Now()
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() {
			from, to := size*int64(i)/int64(connections), size*int64(i+1)/int64(connections)
			errs[i] = fetch(ctx, s, path, from, to, connections > 1)
		})
	}
	wg.Wait()
	return time.Since(begun), errors.Join(errs...)
}

func fetch(ctx context.Context, s *server, path string, from, to int64, part bool) error {
	var header []string
	if part {
		header = []string{"Range", fmt.Sprintf("bytes=%d-%d", from, to-1)}
	}
	resp, err := s.send(ctx, http.MethodGet, path, nil, 0, header...)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, resp.Body, make([]byte, 1<<20))
	if err == nil && n != to-from {
		err = fmt.Errorf("%s: %d bytes came of %d", path, n, to-from)
	}
	return err
}

// transfers compares uploads with the commands of the system and downloads with nginx.
func transfers(ctx context.Context, b *bench) error {
	size, file := int64(b.gib*(1<<30)), filepath.Join(b.dir, "file")
	if err := makeFile(file, size); err != nil {
		return err
	}
	defer os.Remove(file)
	if err := b.hub.create(ctx, "transfer"); err != nil {
		return err
	}
	sum, err := uploads(ctx, b, file, size)
	if err != nil {
		return err
	}
	if err := commitLarge(ctx, b.hub, "transfer", "file", sum, size); err != nil {
		return err
	}
	blob := filepath.Join(b.hub.data, "blobs", sum[:2], sum)
	if _, err := os.Stat(blob); err != nil {
		return fmt.Errorf("look for the file that was uploaded: %w", err)
	}
	web, err := startNginx(ctx, b.dir, filepath.Dir(blob))
	if err != nil {
		return err
	}
	defer web.stop()
	for _, connections := range []int{1, 16} {
		var ours, theirs []time.Duration
		for range b.rounds {
			took, err := download(ctx, web, "/"+sum, size, connections)
			if err != nil {
				return err
			}
			theirs = append(theirs, took)
			if took, err = download(ctx, b.hub, "/admin/transfer/resolve/main/file", size, connections); err != nil {
				return err
			}
			ours = append(ours, took)
		}
		b.compare(fmt.Sprintf("download %.3g GiB, %d connections", b.gib, connections), size, ours, theirs, "nginx", 0.95)
	}
	return nil
}

// uploads sends the file again and again, each time another one; its last
// digest is returned.
func uploads(ctx context.Context, b *bench, file string, size int64) (sum string, err error) {
	var ours, theirs []time.Duration
	for range b.rounds {
		if err := touch(file); err != nil {
			return "", err
		}
		var took time.Duration
		if took, sum, err = byCommands(ctx, file, filepath.Join(b.dir, "copy")); err != nil {
			return "", err
		}
		theirs = append(theirs, took)
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		took, err = upload(ctx, b.hub, "transfer", sum, f, size)
		if err = errors.Join(err, closed(f)); err != nil {
			return "", err
		}
		ours = append(ours, took)
	}
	b.compare(fmt.Sprintf("upload %.3g GiB by Git LFS", b.gib), size, ours, theirs, "sha256sum and copy", 0.85)
	return sum, nil
}

// closed closes a file that the client may have closed.
func closed(f *os.File) error {
	if err := f.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

const nginxConf = `worker_processes auto;
daemon off;
user root;
pid %[1]s/nginx.pid;
error_log %[1]s/nginx.log;
events {}
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	client_body_temp_path %[1]s/nginx-body;
	proxy_temp_path %[1]s/nginx-proxy;
	fastcgi_temp_path %[1]s/nginx-fastcgi;
	uwsgi_temp_path %[1]s/nginx-uwsgi;
	scgi_temp_path %[1]s/nginx-scgi;
	server { listen %[2]s; root %[3]s; }
}
`

// startNginx starts a web server on a folder.
func startNginx(ctx context.Context, dir, root string) (*server, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(nginxConf, dir, addr, root)
	if os.Geteuid() != 0 {
		text = strings.Replace(text, "user root;\n", "", 1)
	}
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	return start(ctx, addr, nil, "nginx", "-c", conf, "-p", dir)
}
