package sqlstoretest

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// life is the life of a server of PostgreSQL of one's own: it ends, and its
// folder goes, when the test process ends, however that ends, as its standard
// input is then closed.
const life = `
programs=$1 home=$2
"$programs/initdb" -D "$home/data" -U tenon -A trust -E UTF8 --locale=C.UTF-8 --no-sync --wal-segsize=1 >"$home/log" 2>&1 &&
"$programs/pg_ctl" -D "$home/data" -l "$home/log" -w -t 300 -o "-k '$home' -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200" start </dev/null >/dev/null 2>&1 &&
echo ready
cat >/dev/null
"$programs/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1
rm -rf "$home"
`

var errMissing = errors.New("PostgreSQL is not installed: `scripts/install.sh scripts/debian-test.txt` lets this test run")

// server is the one of this process.
type server struct {
	folder string         // where it listens
	leash  io.WriteCloser // it ends when this is closed
}

var launched = sync.OnceValues(launch)

func launch() (s server, err error) {
	programs, err := programs()
	if err != nil {
		return s, err
	}
	home, err := os.MkdirTemp("", "tenon-pg-")
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(context.Background(), "sh", "-c", life, "sh", programs, home)
	cmd.Dir, cmd.SysProcAttr = home, &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err == nil {
		s.leash, err = cmd.StdinPipe()
	}
	if err == nil {
		err = step(cmd, home)
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return s, errors.Join(err, os.RemoveAll(home))
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		log, _ := os.ReadFile(filepath.Join(home, "log"))
		return s, fmt.Errorf("PostgreSQL does not start:\n%s", log)
	}
	s.folder = home
	return s, nil
}

// step lets another user run cmd where this one is root, as whom PostgreSQL
// does not run.
func step(cmd *exec.Cmd, home string) error {
	if os.Getuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(home, int(uid), int(gid))
}

// programs is the folder of the newest PostgreSQL that is installed.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.Join(errMissing, err)
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })), nil
}
