package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Authority signs certificates of a server for itself. Clients that trust the
// file ca.crt know the server by it; its key never leaves the folder, and what
// it signs is of the names of this server alone.
type Authority struct {
	file  string
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
	names []string

	mu    sync.Mutex
	shown *tls.Certificate
	until time.Time // when another is made
}

const (
	certFile = "ca.crt"
	keyFile  = "ca.key"

	authorityFor = 10 * 365 * 24 * time.Hour
	shownFor     = 90 * 24 * time.Hour
	renewBefore  = 30 * 24 * time.Hour
	early        = time.Hour // clocks of clients may be behind
)

// Make reads the authority of a folder, or makes it, for a server of these
// names and addresses.
func Make(dir string, names []string) (*Authority, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	a := &Authority{file: filepath.Join(dir, certFile), names: names}
	pair, err := tls.LoadX509KeyPair(a.file, filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if err := found(dir); err != nil {
			return nil, fmt.Errorf("make a certificate authority: %w", err)
		}
		pair, err = tls.LoadX509KeyPair(a.file, filepath.Join(dir, keyFile))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s and %s cannot be read; remove both to have them made anew", a.file, keyFile)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return nil, fault.New(fault.Invalid, "%s is not an authority that this program made; name a certificate of yours with --tls-cert", a.file)
	}
	a.cert, a.key = pair.Leaf, key
	_, err = a.Certificate(nil)
	return a, err
}

// found makes the files of an authority.
func found(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Tenon " + now.Format(time.DateOnly)},
		NotBefore: now.Add(-early), NotAfter: now.Add(authorityFor),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	// The key first: a certificate that is there has one.
	err = os.WriteFile(filepath.Join(dir, keyFile), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, certFile), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

func serial() *big.Int {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:])
}

// Certificate is what a client is shown: one that is fresh.
func (a *Authority) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Before(a.until) {
		return a.shown, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	c := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Tenon"}, NotBefore: now.Add(-early), NotAfter: now.Add(shownFor),
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(append([]string{"localhost", "127.0.0.1", "::1"}, a.names...)))) {
		if ip := net.ParseIP(name); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("sign a certificate: %w", err)
	}
	a.shown, a.until = &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}, now.Add(shownFor-renewBefore)
	return a.shown, nil
}

// Trust is the file that a client needs to know the server by.
func (a *Authority) Trust() string { return a.file }
