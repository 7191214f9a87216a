package text

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/mask"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// kinds are what is masked, in words: one, several, Chinese, and the sign of the style label.
var kinds = []struct{ id, one, many, zh string }{
	{mask.Names, "name", "names", "姓名"}, {mask.Organisations, "organisation", "organisations", "机构"}, {mask.Places, "place", "places", "地名"},
	{mask.Phones, "phone number", "phone numbers", "电话"}, {mask.Emails, "e-mail address", "e-mail addresses", "邮箱"}, {mask.IDs, "ID number", "ID numbers", "证件号"},
	{mask.Cards, "card or account number", "card or account numbers", "卡号"}, {mask.Addresses, "address", "addresses", "地址"}, {mask.Webs, "web address", "web addresses", "网址"},
	{mask.Dates, "date", "dates", "日期"}, {mask.Amounts, "amount", "amounts", "金额"},
}

// hide masks what a text says of people, and notes how much of what that was.
func hide(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	wanted := req.Params.List("kinds")
	if len(wanted) == 0 {
		wanted = mask.Usual()
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(kinds, func(k struct{ id, one, many, zh string }) bool { return k.id == w }) {
			return nil, fault.New(fault.Invalid, "%q is nothing that is masked: names, organisations, places, phones, emails, ids, cards, addresses, urls, dates and amounts are", w)
		}
	}
	found, err := mask.Find(ctx, s, wanted)
	if err != nil {
		return nil, err
	}
	chinese := strings.HasPrefix(req.Params.Text("language"), "zh")
	called := func(id string) string {
		for _, k := range kinds {
			if k.id == id && chinese {
				return k.zh
			} else if k.id == id {
				return k.one
			}
		}
		return id
	}
	out := port.NewText(mask.Hide(s, found, req.Params.Text("style"), called))
	if v, _ := req.In.First("text"); v.Name != "" {
		ending := path.Ext(v.Name)
		base := strings.TrimSuffix(v.Name, ending)
		if out.Name = base + "-masked.txt"; chinese {
			out.Name = base + "-脱敏.txt"
		}
	}
	return port.Values{"text": {out}, "note": {port.NewText(masked(found, wanted, chinese))}}, nil
}

// masked says how much of what was masked, and that more may be there.
func masked(found []mask.Span, wanted []string, chinese bool) string {
	var said, none []string
	for _, k := range kinds {
		n := 0
		for _, p := range found {
			if p.Kind == k.id {
				n++
			}
		}
		name := k.many
		if n == 1 {
			name = k.one
		}
		switch {
		case n > 0 && chinese:
			said = append(said, fmt.Sprintf("%s %d 处", k.zh, n))
		case n > 0:
			said = append(said, fmt.Sprintf("%d %s", n, name))
		case slices.Contains(wanted, k.id) && chinese:
			none = append(none, k.zh)
		case slices.Contains(wanted, k.id):
			none = append(none, k.many)
		}
	}
	if chinese {
		if len(said) == 0 {
			return "没有找到要遮盖的内容（" + strings.Join(none, "、") + "）。它们仍可能以别的写法出现，请通读一遍。"
		}
		note := "已遮盖：" + strings.Join(said, "、") + "。"
		if len(none) > 0 {
			note += "没有找到：" + strings.Join(none, "、") + "。"
		}
		return note + "没有认出来的仍在文中，转发之前请通读一遍。"
	}
	if len(said) == 0 {
		return "Nothing of that was found (" + strings.Join(none, ", ") + "). It may be there in a form that was not recognised: read the text before you pass it on."
	}
	note := "Masked: " + strings.Join(said, ", ") + "."
	if len(none) > 0 {
		note += " None found: " + strings.Join(none, ", ") + "."
	}
	return note + " What was not recognised still stands there: read it before you pass it on."
}
