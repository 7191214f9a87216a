package huggingface

import (
	"encoding/json"
	"fmt"
)

// Gate says how people come by the files of a repository: auto or manual, on
// request. Empty, which is written as false, they need not ask.
type Gate string

// MarshalJSON writes false, or the word.
func (g Gate) MarshalJSON() ([]byte, error) {
	if g == "" {
		return []byte("false"), nil
	}
	return json.Marshal(string(g))
}

// UnmarshalJSON reads it.
func (g *Gate) UnmarshalJSON(b []byte) error {
	switch s := string(b); s {
	case "false", "null":
		*g = ""
		return nil
	case `"auto"`, `"manual"`:
		*g = Gate(s[1 : len(s)-1])
		return nil
	}
	return fmt.Errorf("gated is auto, manual or false, not %.40s", b)
}

// AccessRequest is that a user wants the files of a gated repository.
type AccessRequest struct {
	ID        string            `json:"requestId"`
	User      Asker             `json:"user"`
	Status    string            `json:"status"` // pending, accepted or rejected
	Timestamp Time              `json:"timestamp"`
	Fields    map[string]string `json:"fields,omitempty"`
	Reason    string            `json:"rejectionReason,omitempty"`
	GrantedBy string            `json:"grantedBy,omitempty"`
}

// Asker is who asks.
type Asker struct {
	ID       string `json:"_id"`
	User     string `json:"user"`
	FullName string `json:"fullname"`
	Email    string `json:"email,omitempty"` // if the user has asked, and has one
	Avatar   string `json:"avatarUrl"`
	Type     string `json:"type"` // user
	IsPro    bool   `json:"isPro"`
}

// HandleAccess decides on a request: of a user, or by its id.
type HandleAccess struct {
	User      string `json:"user"`
	RequestID string `json:"requestId"`
	Status    string `json:"status"`
	Reason    string `json:"rejectionReason"`
}
