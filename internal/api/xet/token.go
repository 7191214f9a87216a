package xet

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Grant is what a token lets its bearer do until it expires.
type Grant struct {
	Asker   string    `json:"a"`           // for whom, in the words of the store's Readers
	Scope   string    `json:"s"`           // repository and revision that it was made for, for the log
	Write   bool      `json:"w,omitempty"` // send, not only read
	Expires time.Time `json:"e"`
}

// Keys signs tokens and addresses, and tells its own from others. It is safe
// for concurrent use.
type Keys struct{ secret []byte }

// NewKeys returns keys made of a secret of 32 bytes or more, which must be
// kept: what was signed with another is refused.
func NewKeys(secret []byte) (*Keys, error) {
	if len(secret) < sha256.Size {
		return nil, fault.New(fault.Invalid, "the secret of the Xet tokens has %d bytes; it must have %d", len(secret), sha256.Size)
	}
	return &Keys{secret}, nil
}

// sign signs text for one purpose.
func (k *Keys) sign(purpose, text string) []byte {
	h := hmac.New(sha256.New, k.secret)
	h.Write([]byte(purpose + "\x00" + text))
	return h.Sum(nil)
}

func (k *Keys) signed(purpose, text, signature string) bool {
	b, err := base64.RawURLEncoding.DecodeString(signature)
	return err == nil && hmac.Equal(b, k.sign(purpose, text))
}

// Mint makes a token.
func (k *Keys) Mint(g Grant) (string, error) {
	b, err := json.Marshal(g)
	if err != nil {
		return "", err
	}
	body := base64.RawURLEncoding.EncodeToString(b)
	return "xet_" + body + "." + base64.RawURLEncoding.EncodeToString(k.sign("token", body)), nil
}

// Read reads a token that was minted here and has not expired; any other is a
// fault of kind Unauthenticated.
func (k *Keys) Read(token string, now time.Time) (g Grant, err error) {
	body, signature, _ := strings.Cut(strings.TrimPrefix(token, "xet_"), ".")
	if !k.signed("token", body, signature) {
		return g, fault.New(fault.Unauthenticated, "this is not a Xet token of this server; ask for one at …/xet-read-token or …/xet-write-token")
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	if err == nil {
		err = json.Unmarshal(b, &g)
	}
	if err != nil {
		return Grant{}, fault.Wrap(err, fault.Unauthenticated, "the Xet token cannot be read")
	}
	if !now.Before(g.Expires) {
		return Grant{}, fault.New(fault.Unauthenticated, "the Xet token has expired; ask for a new one")
	}
	return g, nil
}
