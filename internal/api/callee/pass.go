package callee

import (
	"errors"
	"io"
	"net/http"
)

// Pass copies an answer to the client, each piece as soon as it is there.
func Pass(w http.ResponseWriter, r io.Reader) error {
	flush := http.NewResponseController(w).Flush
	buf := make([]byte, 16<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if _, gone := w.Write(buf[:n]); gone != nil || flush() != nil {
				return nil //nolint:nilerr // nobody listens any more
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
