// Package certificate gives a server what it shows to speak TLS: the
// certificate of an operator's files, or one that it makes itself.
package certificate

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Files are a certificate with its chain, and its key, as PEM files. A program
// that renews them need not tell the server.
type Files struct {
	cert, key string

	mu      sync.Mutex
	changed time.Time // when the certificate in loaded was written
	looked  time.Time
	loaded  *tls.Certificate
}

// Open reads the files. Fault: Invalid.
func Open(cert, key string) (*Files, error) {
	f := &Files{cert: cert, key: key}
	err := f.load()
	if err == nil {
		f.cert, err = filepath.Abs(cert)
	}
	return f, err
}

func (f *Files) load() error {
	info, err := os.Stat(f.cert)
	var c tls.Certificate
	if err == nil {
		c, err = tls.LoadX509KeyPair(f.cert, f.key)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return fault.Wrap(err, fault.Invalid, "the certificate %s or its key %s cannot be read", f.cert, f.key)
	}
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s and %s are not a certificate and its key in PEM", f.cert, f.key)
	}
	f.loaded, f.changed = &c, info.ModTime()
	return nil
}

const lookEvery = time.Minute

// Certificate is what a client is shown. Files that were renewed are read
// again; while they cannot be, the old one is shown.
func (f *Files) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.Sub(f.looked) > lookEvery {
		f.looked = now
		if info, err := os.Stat(f.cert); err == nil && !info.ModTime().Equal(f.changed) {
			_ = f.load() // it may be half written: the next look tells
		}
	}
	return f.loaded, nil
}

// Trust is the file that a client needs to know the server by.
func (f *Files) Trust() string { return f.cert }
