package api

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Peer tells whose process is at the other end of a loopback connection, as
// the kernel lists it in /proc/net/tcp and tcp6 (proc(5)): addresses are
// hexadecimal in the byte order of the machine, the fourth column is the state,
// the eighth the user and the tenth the inode. A socket that its process has
// closed belongs to nobody any more, and is listed as root's.
func Peer(r *http.Request) (uid int, ok bool) {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	local, isAddr := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if err != nil || !isAddr || !remote.Addr().Unmap().IsLoopback() {
		return 0, false
	}
	here, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return 0, false
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if uid, ok := lookup(table, remote, here); ok {
			return uid, true
		}
	}
	return 0, false
}

const established = "01" // the state of a connection that both ends hold open

func lookup(table string, remote, here netip.AddrPort) (uid int, ok bool) {
	f, err := os.Open(table)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	// The client's end of the connection is the line whose local address is our remote one.
	for lines := bufio.NewScanner(f); lines.Scan(); {
		col := strings.Fields(lines.Text())
		if len(col) < 10 || col[3] != established || col[9] == "0" || !same(col[1], remote) || !same(col[2], here) {
			continue
		}
		uid, err := strconv.Atoi(col[7])
		return uid, err == nil
	}
	return 0, false
}

func same(column string, want netip.AddrPort) bool {
	addr, port, ok := strings.Cut(column, ":")
	if !ok || port != fmt.Sprintf("%04X", want.Port()) {
		return false
	}
	b, err := hex.DecodeString(addr)
	if err != nil || len(b)%4 != 0 {
		return false
	}
	for word := range slices.Chunk(b, 4) { // little-endian words
		slices.Reverse(word)
	}
	ip, ok := netip.AddrFromSlice(b)
	return ok && ip.Unmap() == want.Addr().Unmap()
}
