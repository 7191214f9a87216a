package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

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

// hasher hashes passwords, a few at once: each takes 19 MiB.
type hasher chan struct{}

func newHasher() hasher { return make(hasher, max(2, runtime.NumCPU())) }

func (h hasher) key(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case h <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-h }()
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, keySize), nil
}

var b64 = base64.RawStdEncoding

// hash writes a password as argon2's reference program does.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
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

// matches reports whether password has this hash. An empty hash takes as long.
func (h hasher) matches(ctx context.Context, password, hash string) (bool, error) {
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
