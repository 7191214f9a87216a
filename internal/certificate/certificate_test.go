package certificate_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/certificate"
	"github.com/tenonhub/tenon/internal/fault"
)

// serve answers by TLS with what an authority of a folder makes.
func serve(t *testing.T, dir string, names ...string) (s *httptest.Server, trust string) {
	t.Helper()
	a, err := certificate.Make(dir, names)
	if err != nil {
		t.Fatal(err)
	}
	s = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	s.TLS = &tls.Config{GetCertificate: a.Certificate, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // of those who do not trust it
	s.Listener = tls.NewListener(s.Listener, s.TLS)
	s.Start()
	t.Cleanup(s.Close)
	return s, a.Trust()
}

func ask(t *testing.T, c *http.Client, s *httptest.Server) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.Listener.Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(r)
	if err == nil {
		err = resp.Body.Close()
	}
	return err
}

func TestWhoTrustsTheAuthorityKnowsItsServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, trust := serve(t, dir, "models.example", "192.0.2.7")
	again, same := serve(t, dir)
	other, _ := serve(t, t.TempDir())
	c, err := certificate.Client(trust)
	if err != nil {
		t.Fatal(err)
	}
	if err := ask(t, c, one); err != nil {
		t.Error(err)
	}
	if err := ask(t, c, again); err != nil || same != trust {
		t.Errorf("after a start: %v", err)
	}
	if err := ask(t, c, other); err == nil {
		t.Error("a server of another authority was taken for it")
	}
	pem, err := os.ReadFile(trust)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	for name, want := range map[string]bool{"models.example": true, "192.0.2.7": true, "localhost": true, "127.0.0.1": true, "::1": true, "bank.example": false} {
		conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: name, MinVersion: tls.VersionTLS12}}).DialContext(t.Context(), "tcp", one.Listener.Addr().String())
		if (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
	for _, secret := range []string{"ca.key"} {
		if info, err := os.Stat(filepath.Join(dir, secret)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", secret, info, err)
		}
	}
}

func TestFilesThatAreNoCertificateAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := certificate.Make(dir, nil); err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("bad"), []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := certificate.Open(in("ca.crt"), in("ca.key")); err != nil || f.Trust() != in("ca.crt") {
		t.Errorf("a certificate and its key: %v", err)
	}
	for want, files := range map[string][2]string{"cannot be read": {in("none"), in("ca.key")}, "in PEM": {in("bad"), in("ca.key")}, "are not a certificate": {in("ca.crt"), in("bad")}} {
		if _, err := certificate.Open(files[0], files[1]); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", files, err)
		}
	}
	if err := os.Rename(in("bad"), in("ca.crt")); err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Make(dir, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("an authority that is damaged: %v", err)
	}
	if _, err := certificate.Client(in("ca.crt")); err == nil {
		t.Error("trusts what is no certificate")
	}
}
