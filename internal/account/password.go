package account

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/tenonhub/tenon/internal/fault"
)

// The cost of a password: what OWASP's Password Storage Cheat Sheet gives for argon2id.
const (
	passes  = 2
	memory  = 19 << 10 // KiB
	threads = 1
	keySize = 32

	minPassword, maxPassword = 8, 1024 // bytes
)

// hasher hashes passwords, a few at once: each takes 19 MiB. Those that were
// right it remembers for a while, because git sends them with every request.
type hasher struct {
	turns  chan struct{}
	secret []byte // of this process
	mu     sync.Mutex
	right  map[[sha256.Size]byte]time.Time // until when
}

const (
	rememberTime = 5 * time.Minute
	rememberMost = 10_000
)

func newHasher() *hasher {
	h := &hasher{turns: make(chan struct{}, max(2, runtime.NumCPU())), secret: make([]byte, 32), right: map[[sha256.Size]byte]time.Time{}}
	_, _ = rand.Read(h.secret) // it never fails
	return h
}

func (h *hasher) key(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-h.turns }()
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, keySize), nil
}

var b64 = base64.RawStdEncoding

// hash writes a password as argon2's reference program does.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if len(password) < minPassword || len(password) > maxPassword {
		return "", fault.New(fault.Invalid, "a password has %d to %d letters", minPassword, maxPassword)
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	key, err := h.key(ctx, password, salt)
	return prefix + b64.EncodeToString(salt) + "$" + b64.EncodeToString(key), err
}

var prefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memory, passes, threads)

// nobodys is the hash that the password of nobody is compared with, so that the
// time tells nothing about who there is.
var nobodys = prefix + b64.EncodeToString(make([]byte, 16)) + "$" + b64.EncodeToString(make([]byte, keySize))

// matches reports whether password has this hash.
func (h *hasher) matches(ctx context.Context, password, hash string, now time.Time) (bool, error) {
	mac := hmac.New(sha256.New, h.secret)
	mac.Write([]byte(hash + "\x00" + password))
	mark := [sha256.Size]byte(mac.Sum(nil))
	h.mu.Lock()
	known := h.right[mark].After(now)
	h.mu.Unlock()
	if known {
		return true, nil
	}
	ok, err := h.compare(ctx, password, hash)
	if ok && err == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.right) >= rememberMost {
			clear(h.right)
		}
		h.right[mark] = now.Add(rememberTime)
	}
	return ok, err
}

// compare is matches, without remembering. An empty hash takes as long.
func (h *hasher) compare(ctx context.Context, password, hash string) (bool, error) {
	there := hash != ""
	if !there {
		hash = nobodys
	}
	rest, ours := strings.CutPrefix(hash, prefix)
	salt, want, cut := strings.Cut(rest, "$")
	s, err1 := b64.DecodeString(salt)
	w, err2 := b64.DecodeString(want)
	if !ours || !cut || err1 != nil || err2 != nil {
		return false, fmt.Errorf("read the hash of a password: it is not argon2id as this program writes it")
	}
	if len(password) > maxPassword {
		return false, nil
	}
	key, err := h.key(ctx, password, s)
	return subtle.ConstantTimeCompare(key, w) == 1 && there, err
}
