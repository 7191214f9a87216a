// Package lfs has the JSON of the Git LFS API, for servers and clients.
package lfs

import "time"

// MediaType is what requests and replies are sent as.
const MediaType = "application/vnd.git-lfs+json"

// Batch asks for objects to be uploaded or downloaded.
type Batch struct {
	Operation string   `json:"operation"` // upload or download
	Transfers []string `json:"transfers,omitempty"`
	Objects   []Object `json:"objects"`
	HashAlgo  string   `json:"hash_algo,omitempty"`
	Ref       *Ref     `json:"ref,omitempty"` // that the objects are for
}

// Object is one of them; in a reply with what is to be done.
type Object struct {
	OID           string            `json:"oid"` // SHA-256 in hex
	Size          int64             `json:"size"`
	Authenticated bool              `json:"authenticated,omitempty"`
	Actions       map[string]Action `json:"actions,omitempty"` // upload, verify, download; none: it is there
	Error         *ObjectError      `json:"error,omitempty"`
}

// Action is a request to send. Header is sent with it, except that clients of
// Hugging Face read the addresses of parts from it.
type Action struct {
	Href      string            `json:"href"`
	Header    map[string]string `json:"header,omitempty"`
	ExpiresIn int               `json:"expires_in,omitempty"` // seconds
}

// ObjectError says why nothing can be done for an object.
type ObjectError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// BatchReply answers a Batch.
type BatchReply struct {
	Transfer string   `json:"transfer,omitempty"`
	Objects  []Object `json:"objects"`
	HashAlgo string   `json:"hash_algo,omitempty"`
}

// Completion ends an upload in parts, as clients of Hugging Face do it.
type Completion struct {
	OID   string `json:"oid"`
	Parts []Part `json:"parts"`
}

// Part is one of a Completion.
type Part struct {
	Number int    `json:"partNumber"`
	ETag   string `json:"etag"`
}

// Error is the reply to a request that failed.
type Error struct {
	Message   string `json:"message"`
	RequestID string `json:"request_id,omitempty"`
}

// Ref is the branch that a lock or objects are for. Locks here are for all branches.
type Ref struct {
	Name string `json:"name"`
}

// Lock says that somebody works on a path alone.
type Lock struct {
	ID       string    `json:"id"`
	Path     string    `json:"path"`
	LockedAt time.Time `json:"locked_at"`
	Owner    *Owner    `json:"owner,omitempty"`
}

// Owner is who has a lock.
type Owner struct {
	Name string `json:"name"`
}

// LockRequest asks for a lock.
type LockRequest struct {
	Path string `json:"path"`
	Ref  *Ref   `json:"ref,omitempty"`
}

// LockReply answers requests about one lock. When it could not be had, Lock is
// who has it and Message says so.
type LockReply struct {
	Lock    *Lock  `json:"lock,omitempty"`
	Message string `json:"message,omitempty"`
}

// LockList answers a request for locks.
type LockList struct {
	Locks      []Lock `json:"locks"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// VerifyRequest asks which locks are the client's own.
type VerifyRequest struct {
	Cursor string `json:"cursor,omitempty"`
	Limit  int    `json:"limit,omitempty"`
	Ref    *Ref   `json:"ref,omitempty"` // that is to be pushed
}

// VerifyReply answers it.
type VerifyReply struct {
	Ours       []Lock `json:"ours"`
	Theirs     []Lock `json:"theirs"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// UnlockRequest asks for a lock to be removed.
type UnlockRequest struct {
	Force bool `json:"force,omitempty"`
}
