package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// Client is a client of a server on this machine that is known by a file, its
// Trust, whatever name or address it is reached by.
func Client(trust string) (*http.Client, error) {
	b, err := os.ReadFile(trust)
	if err != nil {
		return nil, fmt.Errorf("read the certificate of the server: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s has no certificate in PEM", trust)
	}
	conf := &tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // the name is not looked at; VerifyConnection looks at the rest
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return errors.New("the server shows no certificate")
			}
			between := x509.NewCertPool()
			for _, c := range s.PeerCertificates[1:] {
				between.AddCert(c)
			}
			_, err := s.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: pool, Intermediates: between})
			return err
		},
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: conf, ForceAttemptHTTP2: true}}, nil
}
