package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/app"
)

// settings are the settings file. Each has an environment variable, TENON_ and
// its name in capitals; a flag comes before that, and that before the file.
type settings struct {
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

	Issuer  string `toml:"oidc_issuer" comment:"An OpenID Connect provider where people can log in; empty is none."`
	Client  string `toml:"oidc_client" comment:"What this server is registered as there, with the address …/login/callback."`
	Secret  string `toml:"oidc_secret" comment:"The secret of that client; TENON_OIDC_SECRET keeps it out of this file."`
	IDName  string `toml:"oidc_name" comment:"What the button of the provider says."`
	Welcome bool   `toml:"oidc_create" comment:"Whether who logs in there for the first time becomes a user here."`
}

func (s *shell) load() (settings, error) {
	home, err := s.home()
	if err != nil {
		return settings{}, err
	}
	set := settings{
		Data: home, Listen: "127.0.0.1:7410", Log: "info",
		MaxFile: 2048, NodeTime: 600, Parallel: 8, KeepDays: 30,
	}
	file := cmp.Or(s.flags.config, s.Getenv("TENON_CONFIG"))
	asked := file != ""
	if !asked {
		file = filepath.Join(cmp.Or(s.flags.data, s.Getenv("TENON_DATA"), home), "tenon.toml")
	}
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asked:
	case errors.Is(err, fs.ErrPermission) && !asked:
		return set, wrongUse("the data folder %s belongs to another user: name one of your own with --data", filepath.Dir(file))
	case err != nil:
		return set, wrongUse("settings file: %v", err)
	default:
		dec := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
		if err := dec.Decode(&set); err != nil {
			return set, wrongUse("settings file %s: %v", file, readable(err))
		}
	}
	if err := s.environment(&set); err != nil {
		return set, err
	}
	set.Data = cmp.Or(s.flags.data, set.Data)
	set.Database = cmp.Or(s.flags.database, set.Database)
	set.Listen = cmp.Or(s.flags.listen, set.Listen)
	set.Hosts = cmp.Or(strings.Join(s.flags.hosts, ","), set.Hosts)
	set.Log = cmp.Or(s.flags.log, set.Log)
	set.Cert, set.Key = cmp.Or(s.flags.cert, set.Cert), cmp.Or(s.flags.key, set.Key)
	set.TLS = set.TLS || s.flags.tls || s.flags.cert != ""
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

func (s *shell) home() (string, error) {
	if dir := s.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "tenon"), nil
	}
	dir := s.Getenv("HOME")
	if dir == "" && s.Getenv("TENON_DATA") == "" && s.flags.data == "" {
		return "", wrongUse("there is no HOME to keep data in: name a folder with --data")
	}
	return filepath.Join(dir, ".local", "share", "tenon"), nil
}

func (s *shell) environment(set *settings) error {
	for name, to := range map[string]*string{
		"TENON_DATA": &set.Data, "TENON_DATABASE": &set.Database, "TENON_LISTEN": &set.Listen, "TENON_LOG": &set.Log, "TENON_PROGRAMS": &set.Programs,
		"TENON_HOSTS": &set.Hosts, "TENON_PUBLIC_URL": &set.PublicURL,
		"TENON_TLS_CERT": &set.Cert, "TENON_TLS_KEY": &set.Key,
		"TENON_OIDC_ISSUER": &set.Issuer, "TENON_OIDC_CLIENT": &set.Client, "TENON_OIDC_SECRET": &set.Secret, "TENON_OIDC_NAME": &set.IDName,
	} {
		*to = cmp.Or(s.Getenv(name), *to)
	}
	for name, to := range map[string]*int64{
		"TENON_MAX_FILE_MB": &set.MaxFile, "TENON_NODE_SECONDS": &set.NodeTime, "TENON_PARALLEL": &set.Parallel, "TENON_KEEP_DAYS": &set.KeepDays,
	} {
		if v := s.Getenv(name); v != "" {
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return wrongUse("%s is %q, not a whole number", name, v)
			}
			*to = n
		}
	}
	for name, to := range map[string]*bool{"TENON_TLS": &set.TLS, "TENON_ALLOW_PRIVATE_URLS": &set.AllowNets, "TENON_OIDC_CREATE": &set.Welcome} {
		if v := s.Getenv(name); v != "" {
			b, err := strconv.ParseBool(v)
			if err != nil {
				return wrongUse("%s is %q, not true or false", name, v)
			}
			*to = b
		}
	}
	return nil
}

func (set settings) check() error {
	var level slog.Level
	switch {
	case level.UnmarshalText([]byte(set.Log)) != nil:
		return wrongUse("log is %q, not debug, info, warn or error", set.Log)
	case set.Database != "" && !strings.HasPrefix(set.Database, "postgres://") && !strings.HasPrefix(set.Database, "postgresql://"):
		return wrongUse("the database is an address, postgres://USER:PASSWORD@HOST/NAME; name none to have a SQLite file in the data folder")
	case (set.Cert == "") != (set.Key == ""):
		return wrongUse("a certificate needs its key: name both tls_cert and tls_key, or none to have one made")
	case set.MaxFile < 1 || set.NodeTime < 1 || set.Parallel < 1 || set.KeepDays < 0:
		return wrongUse("max_file_mb, node_seconds and parallel are at least 1, keep_days at least 0")
	}
	return nil
}

func (set settings) config(version string) app.Config {
	return app.Config{
		Data: set.Data, Database: set.Database, Listen: set.Listen, Hosts: names(set.Hosts), PublicURL: set.PublicURL, Login: app.Login{
			Options: app.Provider{Issuer: set.Issuer, Client: set.Client, Secret: set.Secret, Name: set.IDName}, Create: set.Welcome,
		},
		Version: version, Programs: set.Programs,
		MaxFile: set.MaxFile << 20, NodeTimeout: time.Duration(set.NodeTime) * time.Second,
		Parallel: int(set.Parallel), Keep: time.Duration(set.KeepDays) * 24 * time.Hour, PrivateURLs: set.AllowNets,
	}
}

// names are those of a list with commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func (s *shell) logger(set settings) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(set.Log)) // checked
	return slog.New(slog.NewTextHandler(s.Stderr, &slog.HandlerOptions{Level: level}))
}

func (s *shell) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print the settings as they are in force, as a settings file with comments",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			set, err := s.load()
			if err != nil {
				return err
			}
			fmt.Fprintf(s.Stdout, "# Settings of Tenon. Save as %s, or name the file with --config.\n# Each has an environment variable too, such as TENON_LISTEN, which comes first.\n\n",
				filepath.Join(set.Data, "tenon.toml"))
			return toml.NewEncoder(s.Stdout).Encode(set)
		},
	}
}
