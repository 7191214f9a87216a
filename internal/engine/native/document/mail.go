package document

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"

	"golang.org/x/net/html/charset"

	own "github.com/tenonhub/tenon/internal/engine/native/charset"
	"github.com/tenonhub/tenon/internal/fault"
)

const maxNesting = 8 // of parts of a mail

// mail writes who wrote to whom, when and about what, and then the words.
func mail(ctx context.Context, name string, b []byte, depth int) (string, error) {
	m, err := netmail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return "", fault.About(name, fault.Invalid, "is not readable as a mail: %v", err)
	}
	w := &writer{}
	words := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	for _, h := range []string{"From", "To", "Cc", "Date", "Subject"} {
		v := m.Header.Get(h)
		if d, err := words.DecodeHeader(v); err == nil {
			v = d
		}
		if v != "" {
			w.gap(1)
			w.add(h + ": " + strings.Join(strings.Fields(v), " "))
		}
	}
	body, err := mailPart(ctx, name, m.Header, m.Body, depth)
	w.block(body)
	return w.String(), err
}

// header is the part that mail.Header and textproto.MIMEHeader share.
type header interface{ Get(key string) string }

func mailPart(ctx context.Context, name string, h header, r io.Reader, depth int) (string, error) {
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		media, params = "text/plain", nil
	}
	if strings.HasPrefix(media, "multipart/") && params["boundary"] != "" && depth < maxNesting {
		return multi(ctx, name, multipart.NewReader(r, params["boundary"]), media == "multipart/alternative", depth+1)
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxBytes))
	if err != nil && len(b) == 0 {
		return "", fault.About(name, fault.Invalid, "has a part that is damaged: %v", err)
	}
	switch media {
	case "text/html":
		return html(ctx, label(b, params["charset"]))
	case "message/rfc822":
		if depth < maxNesting {
			return mail(ctx, name, b, depth+1)
		}
	case "text/plain", "":
		text, _ := own.Decode(label(b, params["charset"]))
		return text, nil
	}
	return "", nil
}

// label turns b into UTF-8 when its encoding is known and named.
func label(b []byte, name string) []byte {
	if name == "" {
		return b
	}
	r, err := charset.NewReaderLabel(name, bytes.NewReader(b))
	if err != nil {
		return b
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return b
	}
	return out
}

// multi reads the parts of a mail: of alternatives the plain one, else all.
func multi(ctx context.Context, name string, r *multipart.Reader, alternative bool, depth int) (string, error) {
	w, plain := &writer{}, ""
	for {
		p, err := r.NextRawPart()
		if err != nil {
			if !errors.Is(err, io.EOF) && w.Len() == 0 && plain == "" {
				return "", fault.About(name, fault.Invalid, "is cut short or damaged: %v", err)
			}
			break
		}
		if p.FileName() != "" {
			w.block("[" + p.FileName() + "]")
			continue
		}
		text, err := mailPart(ctx, name, p.Header, p, depth)
		if err != nil {
			return "", err
		}
		if alternative && strings.HasPrefix(p.Header.Get("Content-Type"), "text/plain") && strings.TrimSpace(text) != "" {
			plain = text
			continue
		}
		if !alternative || plain == "" {
			w.block(text)
		}
	}
	if plain != "" {
		return plain, nil
	}
	return w.String(), nil
}
