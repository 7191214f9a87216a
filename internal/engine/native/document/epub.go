package document

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"net/url"
	"path"

	"github.com/tenonhub/tenon/internal/fault"
)

// epub reads the chapters of a book in their order.
func epub(ctx context.Context, name string, z *zip.Reader) (string, error) {
	var container struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	if err := part(name, z, "META-INF/container.xml", &container); err != nil {
		return "", err
	}
	if len(container.Roots) == 0 {
		return "", fault.About(name, fault.Invalid, "is an EPUB without a book in it")
	}
	root := container.Roots[0].Path
	var book struct {
		Items []struct {
			ID   string `xml:"id,attr"`
			Href string `xml:"href,attr"`
		} `xml:"manifest>item"`
		Spine []struct {
			ID string `xml:"idref,attr"`
		} `xml:"spine>itemref"`
	}
	if err := part(name, z, root, &book); err != nil {
		return "", err
	}
	files := map[string]string{}
	for _, it := range book.Items {
		if href, err := url.PathUnescape(it.Href); err == nil {
			files[it.ID] = path.Join(path.Dir(root), href)
		}
	}
	w := &writer{}
	for _, ref := range book.Spine {
		if files[ref.ID] == "" {
			continue
		}
		b, err := unpack(name, z, files[ref.ID])
		if err != nil {
			return "", err
		}
		text, err := html(ctx, b)
		if err != nil {
			return "", err
		}
		w.block(text)
		if w.Len() > maxBytes {
			return "", fault.About(name, fault.TooLarge, "has over %d MB of text", maxBytes>>20)
		}
	}
	return w.String(), nil
}

func part(name string, z *zip.Reader, file string, into any) error {
	b, err := unpack(name, z, file)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(b, into); err != nil {
		return fault.About(name, fault.Invalid, "is damaged in its part %s; save it again and retry", file)
	}
	return nil
}
