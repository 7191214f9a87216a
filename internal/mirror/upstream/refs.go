package upstream

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
)

// lsRefs asks for branches and tags, in version 2 of git's protocol.
var lsRefs = pkt("command=ls-refs\n") + "0001" + pkt("peel\n") + pkt("ref-prefix "+hub.Heads+"\n") + pkt("ref-prefix "+hub.Tags+"\n") + "0000"

func pkt(line string) string { return fmt.Sprintf("%04x%s", len(line)+4, line) }

// Refs are the branches and tags of a repository, by one request: nobody is
// named in it, and only when that shows nothing our token is.
func (u *Upstream) Refs(ctx context.Context, k hub.Kind, name ref.Repo) (mirror.Remote, error) {
	refs, err := u.refs(ctx, k, name, false)
	if (fault.Is(err, fault.NotFound) || errors.Is(err, hub.ErrGated)) && u.o.Token != "" {
		refs, err = u.refs(ctx, k, name, true)
		return mirror.Remote{Refs: refs, Private: true}, err
	}
	return mirror.Remote{Refs: refs}, err
}

func (u *Upstream) refs(ctx context.Context, k hub.Kind, name ref.Repo, named bool) (map[ref.Rev]hub.OID, error) {
	req, err := u.request(ctx, http.MethodPost, u.git(k, name)+"/git-upload-pack", strings.NewReader(lsRefs), named)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-git-upload-pack-request")
	req.Header.Set("Accept", "application/x-git-upload-pack-result")
	req.Header.Set("Git-Protocol", "version=2")
	res, err := u.do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	refs, err := parseRefs(res.Body)
	if err != nil {
		return nil, fault.Wrap(errors.Join(hub.ErrUpstream, err), fault.Unavailable, "the upstream %s did not answer as git does: see whether its address and kind in the settings are right", u.o.Name)
	}
	return refs, nil
}

const maxRefs = 1_000_000

// parseRefs reads the answer to ls-refs: lines of "oid name", with "peeled:oid"
// where a tag leads on to a commit.
func parseRefs(in io.Reader) (map[ref.Rev]hub.OID, error) {
	r, found := bufio.NewReader(in), map[ref.Rev]hub.OID{}
	var head [4]byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, fmt.Errorf("read the length of a line: %w", err)
		}
		n, err := strconv.ParseUint(string(head[:]), 16, 16)
		if err != nil {
			return nil, fmt.Errorf("%q is no length of a line", head)
		}
		if n == 0 {
			return found, nil
		}
		if n <= 4 || len(found) >= maxRefs {
			return nil, errors.New("it has a line that does not belong there")
		}
		line := make([]byte, n-4)
		if _, err := io.ReadFull(r, line); err != nil {
			return nil, fmt.Errorf("read a line: %w", err)
		}
		if err := addRef(found, strings.TrimSuffix(string(line), "\n")); err != nil {
			return nil, err
		}
	}
}

func addRef(found map[ref.Rev]hub.OID, line string) error {
	col := strings.Split(line, " ")
	if len(col) < 2 {
		return fmt.Errorf("%.100q is no line of a ref", line)
	}
	oid := col[0]
	for _, attr := range col[2:] {
		if peeled, ok := strings.CutPrefix(attr, "peeled:"); ok {
			oid = peeled
		}
	}
	commit, err := hub.ParseOID(oid)
	if err != nil {
		return fmt.Errorf("%.100q is no line of a ref: %w", line, err)
	}
	if strings.HasPrefix(col[1], hub.Heads) || strings.HasPrefix(col[1], hub.Tags) {
		found[ref.Rev(col[1])] = commit
	}
	return nil
}
