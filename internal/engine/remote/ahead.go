package remote

import (
	"io"
	"net/http"
)

// ahead reads a little of an answer before its reader does.
type ahead struct {
	source io.Reader
	kept   [512]byte
	have   []byte // of kept, and not read yet
	err    error  // that came with it
}

// peek is the next byte. An error comes once, as the reader would get it.
func (a *ahead) peek() (byte, error) {
	for tries := 0; len(a.have) == 0; tries++ {
		if err := a.err; err != nil {
			return 0, err
		}
		n, err := a.source.Read(a.kept[:])
		a.have, a.err = a.kept[:n], err
		if n == 0 && err == nil && tries == mostEmpty {
			a.err = io.ErrNoProgress
		}
	}
	return a.have[0], nil
}

const mostEmpty = 100 // reads that give nothing

// skip passes over the byte that was peeked at.
func (a *ahead) skip() { a.have = a.have[1:] }

func (a *ahead) Read(p []byte) (int, error) {
	if len(a.have) > 0 {
		n := copy(p, a.have)
		if a.have = a.have[n:]; len(a.have) > 0 {
			return n, nil
		}
		return n, a.err
	}
	if a.err != nil {
		return 0, a.err
	}
	return a.source.Read(p)
}

// do sends a request. A client of net/http copies its head, for the case that it is sent
// elsewhere: here that happens when the first answer says so.
func do(client *http.Client, req *http.Request) (*http.Response, error) {
	if client.Transport == nil || client.Jar != nil || client.Timeout != 0 {
		return client.Do(req)
	}
	res, err := client.Transport.RoundTrip(req)
	if err != nil || res.StatusCode/100 != 3 {
		return res, err
	}
	follows := *client
	follows.Transport = &after{client.Transport, res}
	return follows.Do(req)
}

// after gives the first answer, which is there, and goes on by the transport.
type after struct {
	http.RoundTripper
	first *http.Response
}

func (a *after) RoundTrip(req *http.Request) (*http.Response, error) {
	if res := a.first; res != nil {
		a.first = nil
		return res, nil
	}
	return a.RoundTripper.RoundTrip(req)
}
