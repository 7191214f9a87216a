// Package worker holds what the server and a worker say to each other, beside
// OpenAI's own JSON: over HTTP/1.1 on a Unix socket, one worker to a model.
// It makes no requests.
package worker

// Actor is the header that names on whose behalf a request is: workers of language
// models serve the actors in turn, however many requests one of them has waiting,
// and tell each what was kept of its own requests alone.
const Actor = "X-Tenon-Actor"

// Environment is what a worker's environment has besides: that large pieces of memory are
// asked for in pages of 2 MiB (glibc, GLIBC_TUNABLES). All weights are read for each
// token, and a tenth of that time goes with finding where they lie in pages of 4 KiB.
func Environment() []string { return []string{"GLIBC_TUNABLES=glibc.malloc.hugetlb=1"} }

// The paths that a worker serves. The ones under /v1 take and give OpenAI's
// JSON, or what is customary beside it.
const (
	HealthPath     = "/health" // GET: a Health
	ChatPath       = "/v1/chat/completions"
	CompletionPath = "/v1/completions"
	EmbeddingPath  = "/v1/embeddings"
	RerankPath     = "/v1/rerank"   // a RerankRequest
	InfillPath     = "/v1/infill"   // an InfillRequest
	TokenizePath   = "/v1/tokenize" // a TokenizeRequest
)

// A State is how far a worker is.
type State string

// The states. A worker listens before its model is loaded; what asks for an
// answer meanwhile waits. One that has failed says why, and ends when it is told to.
const (
	Loading State = "loading"
	Ready   State = "ready"
	Failed  State = "failed"
)

// Health is how a worker is.
type Health struct {
	State    State    `json:"state"`
	Error    string   `json:"error,omitempty"` // why it failed; may be shown to people
	Progress float64  `json:"progress"`        // of loading, in [0, 1]
	Model    Model    `json:"model"`           // zero until it is ready
	Memory   int64    `json:"memory"`          // bytes: resident pages, mapped files too
	Counters Counters `json:"counters"`
}

// Model is what is known of a loaded model.
type Model struct {
	Architecture string   `json:"architecture,omitempty"` // as qwen2
	Description  string   `json:"description,omitempty"`  // as qwen2 1B Q4_0
	Parameters   int64    `json:"parameters,omitempty"`
	Bytes        int64    `json:"bytes,omitempty"`      // of its weights
	Context      int      `json:"context,omitempty"`    // tokens of one request, asked and answered, at most
	Trained      int      `json:"trained,omitempty"`    // tokens that it was trained for
	Vocabulary   int      `json:"vocabulary,omitempty"` // tokens that there are
	Slots        int      `json:"slots,omitempty"`      // requests that are answered at a time
	Template     bool     `json:"template,omitempty"`   // it has a form for conversations of its own
	Embedding    bool     `json:"embedding,omitempty"`  // it makes vectors, and no text
	Rerank       bool     `json:"rerank,omitempty"`     // it judges how well texts answer a question
	Infill       bool     `json:"infill,omitempty"`     // it fills gaps in texts
	Sees         bool     `json:"sees,omitempty"`       // it reads pictures, too
	Adapters     []string `json:"adapters,omitempty"`   // LoRA adapters, by the names that requests give as "lora"
}

// Counters grow from the worker's start, but for Queued and Running, which are of now.
type Counters struct {
	Queued         int     `json:"queued"`
	Running        int     `json:"running"`
	Requests       int64   `json:"requests"`
	PrefillTokens  int64   `json:"prefillTokens"`  // of prompts, that were computed
	PrefillSeconds float64 `json:"prefillSeconds"` // steps that computed prompts alone or with answers
	DecodeTokens   int64   `json:"decodeTokens"`   // of answers
	DecodeSeconds  float64 `json:"decodeSeconds"`  // steps that computed answers alone
	CacheHits      int64   `json:"cacheHits"`      // requests that began with what was computed before
	CachedTokens   int64   `json:"cachedTokens"`   // of prompts, that were not computed again
	Preempted      int64   `json:"preempted"`      // requests that had to make room and were computed again
	DraftedTokens  int64   `json:"draftedTokens"`  // of answers, that were guessed and computed ahead
	AcceptedTokens int64   `json:"acceptedTokens"` // … of which so many were right
}
