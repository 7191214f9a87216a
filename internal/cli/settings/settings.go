// Package settings reads the settings of the program: the settings file, the
// environment over it, and flags over both. It starts nothing.
package settings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/tenonhub/tenon/internal/app"
)

// Settings are the settings file. Each has an environment variable, TENON_ and
// its name in capitals; a flag comes before that, and that before the file.
type Settings struct {
	Data      string `toml:"data" comment:"Folder of everything that Tenon keeps."`
	Database  string `toml:"database" comment:"The database: empty is a SQLite file in that folder, postgres://USER:PASSWORD@HOST/NAME is PostgreSQL. TENON_DATABASE keeps the password out of this file."`
	Listen    string `toml:"listen" comment:"Address to listen on. 127.0.0.1 is for this machine alone, 0.0.0.0 for all that reach it."`
	Hosts     string `toml:"hosts" comment:"Names that others call this server by, with commas; its addresses need not be named."`
	PublicURL string `toml:"public_url" comment:"The address that browsers reach this server by, if a proxy is before it, such as https://models.example.com."`
	TLS       bool   `toml:"tls" comment:"Whether the server speaks HTTPS instead of HTTP."`
	Cert      string `toml:"tls_cert" comment:"The certificate of the server with its chain, a PEM file; empty is one that it makes itself. It is read again when it was renewed."`
	Key       string `toml:"tls_key" comment:"The key of that certificate, a PEM file."`
	Log       string `toml:"log" comment:"What is logged: debug, info, warn, error."`
	MaxFile   int64  `toml:"max_file_mb" comment:"The largest file that a request may bring, in MB."`
	NodeTime  int64  `toml:"node_seconds" comment:"How long one model may work on one step, in seconds."`
	Parallel  int64  `toml:"parallel" comment:"How many steps of a run go on at once."`
	KeepDays  int64  `toml:"keep_days" comment:"How long runs and remembered results are kept, in days; 0 keeps them for good."`
	Programs  string `toml:"programs" comment:"A folder with manifests of your own programs, each a model; empty is none."`
	AllowNets bool   `toml:"allow_private_urls" comment:"Whether a request may name addresses of private networks (10.0.0.0/8, 127.0.0.1, …)."`

	MirrorMinutes int64 `toml:"mirror_minutes" comment:"How long a mirror is served before its upstream is asked for what is new, in minutes."`
	MirrorCache   int64 `toml:"mirror_cache_gb" comment:"How much of the large files of mirrors is kept, in GiB: the least used go, and are fetched again when they are asked for; 0 is no limit."`

	WorkerMemory  int64  `toml:"worker_memory_gb" comment:"How much memory the models of the hub may take together, in GiB; 0 is three quarters of what there is."`
	WorkerIdle    int64  `toml:"worker_idle_minutes" comment:"How long a model of the hub that nobody uses stays loaded, in minutes."`
	WorkerThreads int64  `toml:"worker_threads" comment:"On how many processors one model computes; 0 is all."`
	WorkerDraft   int64  `toml:"worker_draft" comment:"How many tokens a language model guesses at a time from what was said before, and checks in one step, while few are answered; 0 is its own choice, -1 is none. The answer is the same."`
	WorkerCache   int64  `toml:"worker_cache_gb" comment:"How much is laid out for engines of weights that are stored in chunks, in GiB; 0 is no limit."`
	Worker        string `toml:"worker" comment:"The program that holds a model; empty is tenon-worker beside this one."`
	Engines       string `toml:"engines" comment:"The folder of the engines' libraries; empty is engines in the data folder."`

	LimitRequests   int64  `toml:"limit_requests" comment:"How many requests to models and to the assistant a user may send in a minute, where tenon limit sets nothing else; 0 is no limit. Administrators have none."`
	LimitTokens     int64  `toml:"limit_tokens" comment:"How many tokens a user may use in a minute, of prompts and answers together; 0 is no limit."`
	LimitConcurrent int64  `toml:"limit_concurrent" comment:"How many calls of models a user may have at once, of which more wait; 0 is no limit."`
	QueueSeconds    int64  `toml:"queue_seconds" comment:"How long a call of a model waits for its turn before it is refused, in seconds; 0 is as long as its caller waits."`
	Collector       string `toml:"otlp_endpoint" comment:"The address of a collector of OpenTelemetry, such as http://127.0.0.1:4318, which gets traces of requests; empty is none. OTEL_EXPORTER_OTLP_ENDPOINT names it too."`
	DrainSeconds    int64  `toml:"drain_seconds" comment:"How long requests may go on when the server is told to end, in seconds."`

	Issuer  string `toml:"oidc_issuer" comment:"An OpenID Connect provider where people can log in; empty is none."`
	Client  string `toml:"oidc_client" comment:"What this server is registered as there, with the address …/login/callback."`
	Secret  string `toml:"oidc_secret" comment:"The secret of that client; TENON_OIDC_SECRET keeps it out of this file."`
	IDName  string `toml:"oidc_name" comment:"What the button of the provider says."`
	Welcome bool   `toml:"oidc_create" comment:"Whether who logs in there for the first time becomes a user here."`

	Upstreams []upstream `toml:"upstream" comment:"Servers that a repository is fetched from when it is asked for and is not here, in the order in which they are asked: each [[upstream]] has name, url, kind (huggingface, modelscope, tenon), token, allow and deny. None is none."`
}

// Flags are the settings that flags give; empty is not given.
type Flags struct {
	Data, Database, Config, Listen, Log string
	Cert, Key                           string
	TLS                                 bool
	Hosts, Upstreams                    []string
}

// source is where settings come from beside the file.
type source struct {
	flags  Flags
	getenv func(string) string
}

// Load reads the settings. Its errors are those of a wrong use.
func Load(f Flags, getenv func(string) string) (Settings, error) {
	return source{f, getenv}.load()
}

func (s source) load() (Settings, error) {
	home, err := s.home()
	if err != nil {
		return Settings{}, err
	}
	set := Settings{
		Data: home, Listen: "127.0.0.1:7410", Log: "info",
		MaxFile: 2048, NodeTime: 600, Parallel: 8, KeepDays: 30, MirrorMinutes: 60, WorkerIdle: 10,
		LimitRequests: 6000, LimitTokens: 5_000_000, LimitConcurrent: 128, QueueSeconds: 600, DrainSeconds: 30,
	}
	file := cmp.Or(s.flags.Config, s.getenv("TENON_CONFIG"))
	asked := file != ""
	if !asked {
		file = filepath.Join(cmp.Or(s.flags.Data, s.getenv("TENON_DATA"), home), "tenon.toml")
	}
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asked:
	case errors.Is(err, fs.ErrPermission) && !asked:
		return set, fmt.Errorf("the data folder %s belongs to another user: name one of your own with --data", filepath.Dir(file))
	case err != nil:
		return set, fmt.Errorf("settings file: %w", err)
	default:
		dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
		if err := dec.Decode(&set); err != nil {
			return set, fmt.Errorf("settings file %s: %w", file, readable(err))
		}
	}
	if err := errors.Join(s.environment(&set), s.upstreams(&set)); err != nil {
		return set, err
	}
	set.Data = cmp.Or(s.flags.Data, set.Data)
	set.Database = cmp.Or(s.flags.Database, set.Database)
	set.Listen = cmp.Or(s.flags.Listen, set.Listen)
	set.Hosts = cmp.Or(strings.Join(s.flags.Hosts, ","), set.Hosts)
	set.Log = cmp.Or(s.flags.Log, set.Log)
	set.Cert, set.Key = cmp.Or(s.flags.Cert, set.Cert), cmp.Or(s.flags.Key, set.Key)
	set.TLS = set.TLS || s.flags.TLS || s.flags.Cert != ""
	return set, set.check()
}

// readable adds the line that a TOML error points at.
func readable(err error) error {
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		return fmt.Errorf("it has a setting that Tenon does not know:\n%s", strict.String())
	case errors.As(err, &decode):
		return fmt.Errorf("%w\n%s", err, decode.String())
	}
	return err
}

func (s source) home() (string, error) {
	if dir := s.getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "tenon"), nil
	}
	dir := s.getenv("HOME")
	if dir == "" && s.getenv("TENON_DATA") == "" && s.flags.Data == "" {
		return "", fmt.Errorf("there is no HOME to keep data in: name a folder with --data")
	}
	return filepath.Join(dir, ".local", "share", "tenon"), nil
}

// environment reads the variable of each setting; the upstreams are read by themselves.
func (s source) environment(set *Settings) error {
	set.Collector = cmp.Or(s.getenv("OTEL_EXPORTER_OTLP_ENDPOINT"), set.Collector)
	all := reflect.ValueOf(set).Elem()
	for field, to := range all.Fields() {
		name := "TENON_" + strings.ToUpper(field.Tag.Get("toml"))
		v := s.getenv(name)
		switch {
		case v == "":
		case to.Kind() == reflect.String:
			to.SetString(v)
		case to.Kind() == reflect.Int64:
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return fmt.Errorf("%s is %q, not a whole number", name, v)
			}
			to.SetInt(n)
		case to.Kind() == reflect.Bool:
			b, err := strconv.ParseBool(v)
			if err != nil {
				return fmt.Errorf("%s is %q, not true or false", name, v)
			}
			to.SetBool(b)
		}
	}
	return nil
}

func (set Settings) check() error {
	var level slog.Level
	switch {
	case level.UnmarshalText([]byte(set.Log)) != nil:
		return fmt.Errorf("log is %q, not debug, info, warn or error", set.Log)
	case set.Database != "" && !strings.HasPrefix(set.Database, "postgres://") && !strings.HasPrefix(set.Database, "postgresql://"):
		return fmt.Errorf("the database is an address, postgres://USER:PASSWORD@HOST/NAME; name none to have a SQLite file in the data folder")
	case (set.Cert == "") != (set.Key == ""):
		return fmt.Errorf("a certificate needs its key: name both tls_cert and tls_key, or none to have one made")
	case set.MirrorMinutes < 1 || set.MirrorCache < 0:
		return fmt.Errorf("mirror_minutes is at least 1, mirror_cache_gb at least 0")
	case set.WorkerMemory < 0 || set.WorkerIdle < 1 || set.WorkerThreads < 0 || set.WorkerCache < 0:
		return fmt.Errorf("worker_idle_minutes is at least 1, worker_memory_gb, worker_threads and worker_cache_gb at least 0")
	case set.WorkerDraft < -1 || set.WorkerDraft > 128:
		return fmt.Errorf("worker_draft is -1 for none, 0, or up to 128")
	case min(set.LimitRequests, set.LimitTokens, set.LimitConcurrent, set.QueueSeconds) < 0 || set.DrainSeconds < 1:
		return fmt.Errorf("limit_requests, limit_tokens, limit_concurrent and queue_seconds are at least 0, drain_seconds at least 1")
	case set.MaxFile < 1 || set.NodeTime < 1 || set.Parallel < 1 || set.KeepDays < 0:
		return fmt.Errorf("max_file_mb, node_seconds and parallel are at least 1, keep_days at least 0")
	}
	return nil
}

// Config is what the program is to be built like.
func (set Settings) Config(version string) app.Config {
	return app.Config{
		Data: set.Data, Database: set.Database, Listen: set.Listen, Hosts: names(set.Hosts), PublicURL: set.PublicURL, Login: app.Login{
			Options: app.Provider{Issuer: set.Issuer, Client: set.Client, Secret: set.Secret, Name: set.IDName}, Create: set.Welcome,
		},
		Version: version, Programs: set.Programs,
		MaxFile: set.MaxFile << 20, NodeTimeout: time.Duration(set.NodeTime) * time.Second,
		Mirrors: set.mirrors(),
		Workers: app.Workers{
			Memory: set.WorkerMemory << 30, Idle: minutes(set.WorkerIdle), Threads: int(set.WorkerThreads), Draft: int(set.WorkerDraft), Cache: set.WorkerCache << 30, Program: set.Worker, Engines: set.Engines,
		},
		Limits:   app.Limits{Requests: set.LimitRequests, Tokens: set.LimitTokens, Concurrent: set.LimitConcurrent},
		Patience: time.Duration(set.QueueSeconds) * time.Second, Drain: time.Duration(set.DrainSeconds) * time.Second, Collector: set.Collector,
		Parallel: int(set.Parallel), Keep: time.Duration(set.KeepDays) * 24 * time.Hour, PrivateURLs: set.AllowNets,
	}
}

func minutes(n int64) time.Duration { return time.Duration(n) * time.Minute }

// names are those of a list with commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// Logger logs what is to be logged to w.
func (set Settings) Logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(set.Log)) // checked
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// Write writes the settings as a file with comments.
func (set Settings) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "# Settings of Tenon. Save as %s, or name the file with --config.\n# Each has an environment variable too, such as TENON_LISTEN, which comes first.\n\n",
		filepath.Join(set.Data, "tenon.toml"))
	if err == nil {
		err = toml.NewEncoder(w).Encode(set)
	}
	return err
}
