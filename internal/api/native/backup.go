package native

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
)

// Keeper writes and restores everything that the program keeps.
type Keeper interface {
	Backup(ctx context.Context, w io.Writer) error
	Restore(ctx context.Context, r io.Reader, replace bool) error
}

// backup streams a backup. One that breaks off has no end that a reader takes
// for whole.
// Of two backups at once the second is refused: each reads everything.
func (s server) backup(w http.ResponseWriter, r *http.Request) {
	if !s.writing.TryLock() {
		s.fail(w, r, fault.New(fault.Conflict, "another backup is being written; ask again when it is there"))
		return
	}
	defer s.writing.Unlock()
	w.Header().Set("Content-Type", "application/gzip")
	w.Header().Set("Content-Disposition", `attachment; filename="tenon-`+time.Now().UTC().Format("20060102-150405")+`.tar.gz"`)
	if err := s.Keeper.Backup(r.Context(), w); err != nil {
		s.Log.ErrorContext(r.Context(), "write a backup", "err", err)
		panic(http.ErrAbortHandler) // the client sees the stream break off
	}
}

func (s server) restore(w http.ResponseWriter, r *http.Request) {
	if err := s.Keeper.Restore(r.Context(), r.Body, r.URL.Query().Has("replace")); err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]string{"status": "restored"})
}
