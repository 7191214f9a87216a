package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/cli/settings"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// link is a way to a server.
type link struct {
	client *sdk.Client
	own    *app.App // the server in this process, if it is one
	close  func()
}

// work sees to it that a run is worked on, and returns what ends that. The
// returned ctx ends, with the cause, when the work broke off. A run that was
// canceled because ctx has ended has a moment to end as canceled.
func (l *link) work(ctx context.Context, id string) (while context.Context, stop func()) {
	if l.own == nil {
		return ctx, func() {}
	}
	while, broke := context.WithCancelCause(ctx)
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := l.own.Only(working, id); err != nil && working.Err() == nil {
			broke(err)
		}
	}()
	return while, func() {
		if ctx.Err() != nil {
			select {
			case <-done:
			case <-time.After(farewell):
			}
		}
		cancel()
		<-done
		broke(nil)
	}
}

// address is what a running server writes beside its data.
type address struct {
	URL   string `json:"url"`
	PID   int    `json:"pid"`
	Trust string `json:"trust,omitempty"` // the file that it is known by, if it speaks TLS
}

const (
	addressFile = "server.json"
	probe       = 2 * time.Second
	farewell    = 5 * time.Second
)

// dial finds a server: the named one, the one that runs on the data folder,
// or else a new one in this process.
func (s *shell) dial(ctx context.Context, server string) (*link, error) {
	set, err := s.load()
	if err != nil {
		return nil, err
	}
	if server = cmp.Or(server, s.Getenv("TENON_SERVER")); server != "" {
		return &link{client: s.client(server, set.Data), close: func() {}}, nil
	}
	if client := s.beside(ctx, set.Data); client != nil {
		return &link{client: client, close: func() {}}, nil
	}
	set.Log = cmp.Or(s.flags.Log, s.Getenv("TENON_LOG"), "error")
	a, err := app.Open(ctx, set.Config(s.Version), set.Logger(s.Stderr))
	if err != nil {
		return nil, err
	}
	inside, stop := a.Inside(ctx)
	return &link{client: sdk.New("http://127.0.0.1", a.Token(), inside), own: a, close: func() {
		stop()
		if err := a.Close(); err != nil {
			fmt.Fprintf(s.Stderr, "tenon: close %s: %v\n", set.Data, err)
		}
	}}, nil
}

// beside is a client of the server that runs on a data folder; nil without one.
func (s *shell) beside(ctx context.Context, data string) *sdk.Client {
	url, client := running(ctx, data)
	if url == "" {
		return nil
	}
	return sdk.New(url, cmp.Or(s.Getenv("TENON_TOKEN"), s.readToken(data)), client) // wherever it listens, the server is our own
}

// client is a client of the server at an address.
func (s *shell) client(server, data string) *sdk.Client {
	if !strings.Contains(server, "://") {
		server = "http://" + server
	}
	return sdk.New(server, s.token(server, data), &http.Client{})
}

// token is the one of the environment, or that of the data folder, which is
// for servers of this machine alone.
func (s *shell) token(server, data string) string {
	if t := s.Getenv("TENON_TOKEN"); t != "" {
		return t
	}
	if u, err := url.Parse(server); err != nil || !here(u.Hostname()) {
		return ""
	}
	return s.readToken(data)
}

func (s *shell) readToken(data string) string {
	b, err := os.ReadFile(filepath.Join(data, app.TokenFile))
	if err != nil {
		return "" // a server of another data folder tells what it needs
	}
	return strings.TrimSpace(string(b))
}

func here(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// running returns the address of a server that lives on a data folder, or "",
// and a client that knows it.
func running(ctx context.Context, data string) (string, *http.Client) {
	b, err := os.ReadFile(filepath.Join(data, addressFile))
	var a address
	if err != nil || json.Unmarshal(b, &a) != nil {
		return "", nil
	}
	client := &http.Client{}
	if a.Trust != "" {
		if client, err = app.Trusting(a.Trust); err != nil {
			return "", nil
		}
	}
	if !a.answers(ctx, client) {
		return "", nil
	}
	return a.URL, client
}

// answers reports whether the server that wrote the address is there.
func (a address) answers(ctx context.Context, client *http.Client) bool {
	ctx, cancel := context.WithTimeout(ctx, probe)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK && resp.Header.Get("Tenon-PID") == fmt.Sprint(a.PID)
}

func (s *shell) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the server, with its page at the address it prints",
		Args:  usage.None,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.runServe(cmd.Context()) },
	}
	cmd.Flags().StringVar(&s.flags.Listen, "listen", "", "address to listen on (TENON_LISTEN; 127.0.0.1:7410)")
	cmd.Flags().BoolVar(&s.flags.TLS, "tls", false, "speak HTTPS, with a certificate of the server's own unless one is named (TENON_TLS)")
	cmd.Flags().StringVar(&s.flags.Cert, "tls-cert", "", "certificate with its chain, a PEM file (TENON_TLS_CERT)")
	cmd.Flags().StringVar(&s.flags.Key, "tls-key", "", "key of the certificate, a PEM file (TENON_TLS_KEY)")
	cmd.Flags().StringArrayVar(&s.flags.Upstreams, "upstream", nil, "server that repositories are fetched from when they are asked for: huggingface, modelscope, or 'NAME url=URL kind=KIND allow=OWNER/NAME,… deny=…' (TENON_UPSTREAM)")
	cmd.Flags().StringSliceVar(&s.flags.Hosts, "host", nil, "name that others call this server by (TENON_HOSTS)")
	return cmd
}

func (s *shell) runServe(ctx context.Context) error {
	set, err := s.load()
	if err != nil {
		return err
	}
	if url, _ := running(ctx, set.Data); url != "" {
		return fmt.Errorf("a server runs on %s already, at %s", set.Data, url)
	}
	if _, err := app.Loopback(set.Listen); err != nil {
		return usage.Error{Err: err}
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", set.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; name another address with --listen", set.Listen, err)
	}
	defer ln.Close()
	tcp, ok := ln.(*net.TCPListener)
	if !ok {
		return fmt.Errorf("listen on %s: it is not TCP", set.Listen)
	}
	url, conf := "http://"+near(tcp), set.Config(s.Version)
	if conf.TLS = (app.TLS{On: set.TLS, Cert: set.Cert, Key: set.Key}); set.TLS {
		url = "https://" + near(tcp)
	}
	file := filepath.Join(set.Data, addressFile)
	roomy()
	for first := true; ; first = false {
		a, err := app.Open(ctx, conf, set.Logger(s.Stderr))
		if err != nil {
			return err
		}
		if err := a.Occupy(ctx); err != nil {
			return errors.Join(err, a.Close())
		}
		if first {
			if err := announce(file, address{url, os.Getpid(), a.Trust()}); err != nil {
				return errors.Join(err, a.Close())
			}
			if err := s.welcome(ctx, a, url, set); err != nil {
				return errors.Join(err, a.Close(), os.Remove(file))
			}
		}
		err = tcp.SetDeadline(time.Time{})
		if err == nil {
			err = a.Serve(ctx, stays{tcp, func() bool { return ctx.Err() != nil }})
		}
		err = errors.Join(err, a.Close())
		if ctx.Err() == nil && errors.Is(err, app.ErrRestored) {
			continue
		}
		if rm := os.Remove(file); !errors.Is(rm, fs.ErrNotExist) {
			err = errors.Join(err, rm)
		}
		return err
	}
}

// roomy has the collector of garbage run half as often as it would: a server that
// passes thousands of short requests on in a second has far more garbage than data.
// What GOGC says stands.
func roomy() {
	const usual, rarely = 100, 200 // percent of the data that may become garbage
	if was := debug.SetGCPercent(rarely); was != usual {
		debug.SetGCPercent(was)
	}
}

// near is where programs of this machine reach a listener.
func near(ln *net.TCPListener) string {
	host, port, err := net.SplitHostPort(ln.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return ln.Addr().String()
}

// welcome says where the server is and, at the first start, how the
// administrator comes in. Only a terminal is shown the token of the data
// folder: what else reads the words of a server may keep them.
func (s *shell) welcome(ctx context.Context, a *app.App, url string, set settings.Settings) error {
	password, err := a.FirstPassword(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Stdout, "Tenon %s is ready at %s\n", s.Version, url)
	if password != "" {
		fmt.Fprintf(s.Stdout, "Log in as admin with the password %s (kept in %s until it is changed with `tenon user passwd admin`)\n",
			password, filepath.Join(set.Data, app.PasswordFile))
	}
	if set.TLS && set.Cert == "" {
		fmt.Fprintf(s.Stdout, "Clients that do not know it trust %s: SSL_CERT_FILE, REQUESTS_CA_BUNDLE or git's http.sslCAInfo name it to them\n", a.Trust())
	}
	if local, err := app.Loopback(set.Listen); err == nil && !local && !set.TLS && !strings.HasPrefix(set.PublicURL, "https:") {
		fmt.Fprintln(s.Stderr, "tenon: other machines reach this server without encryption: start it with --tls, or put a proxy with TLS before it and name its address as public_url")
	}
	s.otherUsers(url, a.Token(), set.Data)
	return nil
}

func (s *shell) otherUsers(url, token, data string) {
	if f, ok := s.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(s.Stdout, "As another user of this machine, open %s/?token=%s\n", url, token)
		return
	}
	fmt.Fprintf(s.Stdout, "As another user of this machine, open %s/?token=… with the token in %s\n", url, filepath.Join(data, app.TokenFile))
}

// stays is a listener that outlives a server on it, unless the program is to end:
// a restored backup is served at the same address. Close only ends the wait for
// connections then.
type stays struct {
	*net.TCPListener
	ends func() bool
}

func (l stays) Close() error {
	if l.ends() { // who comes while requests are finished is refused, and does not wait
		return l.TCPListener.Close()
	}
	return l.SetDeadline(time.Now())
}

func announce(file string, a address) error {
	b, err := json.Marshal(a)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the address of the server: %w", err)
	}
	return nil
}

// load reads the settings.
func (s *shell) load() (settings.Settings, error) {
	set, err := settings.Load(s.flags, s.Getenv)
	if err != nil {
		return set, usage.Error{Err: err}
	}
	return set, nil
}

func (s *shell) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print the settings as they are in force, as a settings file with comments",
		Args:  usage.None,
		RunE: func(*cobra.Command, []string) error {
			set, err := s.load()
			if err != nil {
				return err
			}
			return set.Write(s.Stdout)
		},
	}
}
