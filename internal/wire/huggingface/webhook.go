package huggingface

// Webhook is an address that is told of what happens.
type Webhook struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"`
	Job      *struct{} `json:"job"` // none is started here
	Watched  []Watched `json:"watched"`
	Domains  []string  `json:"domains"`
	Secret   *string   `json:"secret"`
	Disabled bool      `json:"disabled"`
}

// Watched is what it is told of.
type Watched struct {
	Type string `json:"type"` // user, org, model, dataset or space
	Name string `json:"name"`
}

// OneWebhook is a reply about one.
type OneWebhook struct {
	Webhook Webhook `json:"webhook"`
}

// SetWebhook asks for a webhook, or changes one: then what is left out stays.
type SetWebhook struct {
	URL     string    `json:"url"`
	Job     string    `json:"jobSourceId"`
	Watched []Watched `json:"watched"`
	Domains []string  `json:"domains"`
	Secret  *string   `json:"secret"`
}

// Delivery is how the telling of an event stands.
type Delivery struct {
	ID       string `json:"id"`
	Event    string `json:"event"`  // what happened to what
	State    string `json:"state"`  // waiting, running, done or failed
	Answer   string `json:"answer"` // the last status of the address once it has ended, or dropped
	Error    string `json:"error,omitempty"`
	Attempts int    `json:"attempts"`
	Created  Time   `json:"createdAt"`
	Updated  Time   `json:"updatedAt"`
	Next     *Time  `json:"nextAttemptAt,omitempty"`
}
