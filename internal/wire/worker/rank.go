package worker

// Prompt says what is put before texts that vectors are made of, in a request for
// them; the zero value leaves it to the model.
type Prompt struct {
	Text *string `json:"prompt,omitempty"`      // itself, which may be empty
	Name string  `json:"prompt_name,omitempty"` // of one that the model has
	Kind string  `json:"text_type,omitempty"`   // query or document: the prompt for those, if there is one
}

// RerankRequest asks how well each document answers a query.
type RerankRequest struct {
	Model           string   `json:"model,omitempty"`
	Query           string   `json:"query"`
	Documents       []string `json:"documents"`
	TopN            int      `json:"top_n,omitempty"` // 0 is all
	ReturnDocuments bool     `json:"return_documents,omitempty"`
}

// RerankResponse has the best first.
type RerankResponse struct {
	Model   string   `json:"model"`
	Results []Ranked `json:"results"`
	Shares  bool     `json:"shares,omitempty"` // the scores are in [0, 1]; otherwise they are logits
	Usage   Tokens   `json:"usage"`
}

// Ranked is the document that stood at Index.
type Ranked struct {
	Index    int     `json:"index"`
	Score    float64 `json:"relevance_score"` // the higher the better
	Document string  `json:"document,omitempty"`
}

// Tokens counts what was read.
type Tokens struct {
	Prompt int64 `json:"prompt_tokens"`
	Total  int64 `json:"total_tokens"`
}

// InfillRequest asks for what stands between two texts; besides, it has what a
// completion has, and is answered like one.
type InfillRequest struct {
	Prefix string `json:"input_prefix"`
	Suffix string `json:"input_suffix"`
}

// TokenizeRequest asks for the tokens of a text.
type TokenizeRequest struct {
	Content string `json:"content"`
	Special bool   `json:"parse_special,omitempty"` // control words in it are taken for what they say
	Pieces  bool   `json:"with_pieces,omitempty"`
}

// TokenizeResponse has them in order, and with Pieces what each stands for.
type TokenizeResponse struct {
	Tokens []int32  `json:"tokens"`
	Pieces []string `json:"pieces,omitempty"` // bytes that are no text are written as U+FFFD
}
