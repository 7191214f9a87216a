package dashscope

import (
	"net/http"

	"github.com/tenonhub/tenon/internal/fault"
)

// tune refuses: nothing is trained here.
func (s server) tune(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, fault.New(fault.Conflict, "models are not trained here: train one elsewhere, and push its weights to a repository (tenon push), which then is called by its name"))
}
