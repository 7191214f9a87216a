package worker

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// maxAdapterName is how long the name of an adapter may be, in bytes.
const maxAdapterName = 200

// adapter takes an adapter, which is the body of the request.
func (s *server) adapter(w http.ResponseWriter, r *http.Request) {
	m, err := s.ready(r.Context())
	if err == nil {
		err = s.adopt(w, r, m, r.URL.Query().Get(worker.AdapterName))
	}
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, struct{}{})
}

func (s *server) adopt(w http.ResponseWriter, r *http.Request, m *llama.Model, name string) error {
	if name == "" || len(name) > maxAdapterName {
		return fault.New(fault.Invalid, "an adapter needs a name of 1 to %d bytes", maxAdapterName)
	}
	if m.Has(name) {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(s.o.socket), "lora-*.gguf")
	if err != nil {
		return fmt.Errorf("keep an adapter: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = io.Copy(file, http.MaxBytesReader(w, r.Body, m.AdapterRoom()))
	err = errors.Join(err, file.Close())
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.TooLarge, "the adapter has more than the %d bytes that there is room for", m.AdapterRoom())
	}
	if err != nil {
		return fmt.Errorf("keep an adapter: %w", err)
	}
	return m.Adopt(r.Context(), name, file.Name())
}
