package app

import (
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"slices"

	"github.com/tenonhub/tenon/internal/certificate"
	"github.com/tenonhub/tenon/internal/sendfile"
	"github.com/tenonhub/tenon/internal/wicket"
)

// TLS says how the server is reached by HTTPS.
type TLS struct {
	On        bool
	Cert, Key string // PEM files; without them an authority in the data folder signs what is shown
}

// identity is what clients are shown, and the file that they know it by.
type identity interface {
	Certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error)
	Trust() string
}

// certify finds what clients are shown, if they reach the server by TLS.
func (a *App) certify() (err error) {
	c := a.config
	switch {
	case !c.TLS.On:
	case c.TLS.Cert != "":
		a.identity, err = certificate.Open(c.TLS.Cert, c.TLS.Key)
	default:
		a.identity, err = certificate.Make(c.Data, c.names())
	}
	return err
}

// names are those that others call this server by: what it is told, the name of
// the machine, and its addresses if it listens to all.
func (c Config) names() []string {
	l := slices.Clone(c.Hosts)
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return l
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsUnspecified() {
		return append(l, host)
	}
	if name, err := os.Hostname(); err == nil {
		l = append(l, name)
	}
	addrs, _ := net.InterfaceAddrs() // without them the names are left
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok {
			l = append(l, n.IP.String())
		}
	}
	return l
}

// Trust is the file that clients know the server by when they reach it by TLS;
// empty without.
func (a *App) Trust() string {
	if a.identity == nil {
		return ""
	}
	return a.identity.Trust()
}

// Trusting is a client of the server of this machine that is known by a file.
func Trusting(trust string) (*http.Client, error) { return certificate.Client(trust) }

// answer answers on ln, by TLS if that is on.
func (a *App) answer(srv *wicket.Server, ln net.Listener) error {
	ln = sendfile.Listener(ln)
	if a.identity == nil {
		return srv.Serve(ln)
	}
	srv.Rest.TLSConfig = &tls.Config{GetCertificate: a.identity.Certificate, MinVersion: tls.VersionTLS12}
	return srv.Rest.ServeTLS(ln, "", "")
}
