// Package oidctest is a small OpenID Connect provider for tests: it speaks the
// authorization code flow and checks what the client sends.
package oidctest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// The client that is registered.
const (
	Client = "tenon"
	Secret = "s3cret"
)

// Provider is a running provider. Everybody who comes is Claims; with Refuse it
// refuses them. Twist may change an ID token's claims before they are signed.
type Provider struct {
	URL    string
	Claims map[string]any
	Refuse string
	Twist  func(claims map[string]any)

	key   *rsa.PrivateKey
	mu    sync.Mutex
	codes map[string]url.Values // the requests that they were given for
}

// Start starts a provider, which ends with the test.
func Start(t *testing.T) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: key, codes: map[string]url.Values{}, Claims: map[string]any{"sub": "42", "preferred_username": "mary", "name": "Mary", "email": "mary@example.com"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	p.URL = srv.URL
	return p
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

var b64 = base64.RawURLEncoding

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	e := big.NewInt(int64(p.key.E)).Bytes()
	reply(w, map[string]any{"keys": []any{map[string]string{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": b64.EncodeToString(p.key.N.Bytes()), "e": b64.EncodeToString(e),
	}}})
}

// authorize lets everybody in who comes with a whole request.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != Client || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" {
		http.Error(w, "not a whole request", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": q["state"]}
	if p.Refuse != "" {
		answer.Set("error", p.Refuse)
	} else {
		code := rand.Text()
		answer.Set("code", code)
		p.mu.Lock()
		p.codes[code] = q
		p.mu.Unlock()
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	client, secret, basic := r.BasicAuth()
	if !basic {
		client, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || client != Client || secret != Secret || asked.Get("redirect_uri") != r.PostFormValue("redirect_uri") || asked.Get("code_challenge") != b64.EncodeToString(sum[:]) {
		w.WriteHeader(http.StatusBadRequest)
		reply(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": Client, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(), "nonce": asked.Get("nonce")}
	maps.Copy(claims, p.Claims)
	if p.Twist != nil {
		p.Twist(claims)
	}
	reply(w, map[string]any{"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": p.sign(claims)})
}

// sign writes claims as a JSON Web Token (RFC 7519) signed with RS256.
func (p *Provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		return ""
	}
	text := b64.EncodeToString([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64.EncodeToString(body)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		return ""
	}
	return text + "." + b64.EncodeToString(sig)
}
