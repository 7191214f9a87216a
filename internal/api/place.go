package api

import (
	"net"
	"net/http"
)

// XetPath is what addresses of the Xet dialect begin with. Its clients send
// tokens of its own there.
const XetPath = "/api/xet"

// Base is the address under which a client has reached the server, be it by
// TLS at a proxy that says so.
func Base(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Client tells the clients of a server apart that say no name: by their address.
func Client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
