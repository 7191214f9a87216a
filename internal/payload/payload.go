// Package payload reads what a QR code holds that is written for telephones – a
// Wi-Fi network, a person's card, a place, a message – tells it in words, and finds
// what is asked of it. It reads no pictures.
package payload

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// field is one thing that a code says, by the key that names tells of.
type field struct{ key, value string }

// code is what a code is, and its fields.
type code struct {
	kind   string
	fields []field
}

// names are the words for kinds and fields, in English and Chinese, and what asks
// for a field.
var names = map[string]struct {
	en, zh string
	asked  expression.Lazy
}{
	"wifi":     {"Wi-Fi", "Wi-Fi", expression.Lazy{}},
	"card":     {"Contact", "名片", expression.Lazy{}},
	"geo":      {"Place", "位置", expression.Lazy{}},
	"mail":     {"E-mail", "邮件", expression.Lazy{}},
	"call":     {"Telephone number", "电话号码", expression.Lazy{}},
	"sms":      {"Text message", "短信", expression.Lazy{}},
	"network":  {"network", "网络", expression.New(`(?i)\b(network|ssid|(name|called) of the wi-?fi|(wi-?fi|hotspot)('s)? name|which wi-?fi|(wi-?fi|it) called|name)\b|网络|热点|名称|名字|叫什么|ssid|哪个wi-?fi`)},
	"password": {"password", "密码", expression.New(`(?i)\b(pass ?(words?|code|phrase)|key|pw|pin|log ?in|get (on|onto|into)|connect|join)\b|密码|口令|怎么(连|上)|如何(连|上)`)},
	"security": {"security", "加密方式", expression.New(`(?i)\b(security|secured?|encrypt(ion|ed)?|wpa|wep|protected)\b|加密|安全`)},
	"name":     {"name", "姓名", expression.New(`(?i)\b(names?|whos?e?|called|person)\b|姓名|名字|谁|叫什么`)},
	"company":  {"organisation", "单位", expression.New(`(?i)\b(compan(y|ies)|organi[sz]ation|employer|firm|works? (for|at))\b|公司|单位|机构`)},
	"title":    {"position", "职务", expression.New(`(?i)\b(title|position|role|job)\b|职务|职位|头衔`)},
	"phone":    {"telephone", "电话", expression.New(`(?i)\b((tele)?phone|mobile|cell|call|numbers?|reach(ed)?)\b|电话|手机|号码`)},
	"email":    {"e-mail", "邮箱", expression.New(`(?i)\be-?mails?\b|\b(address to write to|write to)\b|邮箱|邮件|电邮`)},
	"address":  {"address", "地址", expression.New(`(?i)\b(address(es)?|live|located|street)\b|地址|住`)},
	"web":      {"web site", "网址", expression.New(`(?i)\b(web ?(site|page)|url|homepage|link)\b|网址|网站|主页|链接`)},
	"note":     {"note", "备注", expression.New(`(?i)\bnotes?\b|备注`)},
	"subject":  {"subject", "主题", expression.New(`(?i)\bsubject\b|主题`)},
	"text":     {"text", "内容", expression.New(`(?i)\b(text|message|body|say|says)\b|内容|正文|写`)},
	"lat":      {"latitude", "纬度", expression.New(`(?i)\b(lat(itude)?|coordinates?|position|where)\b|纬度|坐标|哪里|哪儿|在哪`)},
	"lon":      {"longitude", "经度", expression.New(`(?i)\b(lon(gitude)?|coordinates?|position|where)\b|经度|坐标|哪里|哪儿|在哪`)},
}

// Told says in words what the codes hold that a text has the contents of; ok is
// false where there is no such code in it.
func Told(text string, chinese bool) (said string, ok bool) {
	var lines []string
	for _, c := range read(text) {
		colon, comma := ": ", ", "
		if chinese {
			colon, comma = "：", "，"
		}
		var parts []string
		for _, f := range c.fields {
			parts = append(parts, spoken(f.key, chinese)+" "+f.value)
		}
		if len(c.fields) == 1 && c.kind == "call" {
			parts = []string{c.fields[0].value}
		}
		lines = append(lines, spoken(c.kind, chinese)+colon+strings.Join(parts, comma))
	}
	return strings.Join(lines, "\n"), len(lines) > 0
}

// Answer is what the codes say of what a question asks, where a text is the contents
// of such codes and nothing else; the last word of the question that names a field
// counts. One code that holds a single field that can be asked for is always meant.
func Answer(text, question string) (said string, ok bool) {
	var found []string
	for _, c := range read(text) {
		at := -1
		var values []string
		for _, f := range c.fields {
			all := names[f.key].asked.FindAllStringIndex(question, -1)
			if len(all) == 0 {
				continue
			}
			switch end := all[len(all)-1][1]; {
			case end > at:
				at, values = end, []string{f.value}
			case end == at:
				values = append(values, f.value)
			}
		}
		if len(values) > 0 {
			found = append(found, strings.Join(values, ", "))
		}
	}
	return strings.Join(found, "\n"), len(found) > 0
}

func spoken(key string, chinese bool) string {
	if chinese {
		return names[key].zh
	}
	return names[key].en
}

// read reads a text that is the contents of one code or several and nothing else.
func read(text string) (l []code) {
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		one := rest
		if end := strings.Index(strings.ToUpper(rest), "END:VCARD"); end >= 0 && strings.HasPrefix(strings.ToUpper(rest), "BEGIN:VCARD") {
			one = rest[:end+len("END:VCARD")]
		} else if i := strings.IndexByte(rest, '\n'); i >= 0 {
			one = rest[:i]
		}
		rest = rest[len(one):]
		if c := readOne(strings.TrimSpace(one)); len(c.fields) > 0 {
			l = append(l, c)
		} else {
			return nil
		}
	}
	return l
}

var scheme = expression.New(`(?i)^(WIFI|MECARD|BEGIN|GEO|MAILTO|MATMSG|TEL|SMSTO|SMS):`)

func readOne(s string) (c code) {
	m := scheme.FindStringSubmatch(s)
	if m == nil {
		return c
	}
	rest := s[len(m[0]):]
	switch strings.ToUpper(m[1]) {
	case "WIFI":
		c = code{"wifi", pick(parts(rest), "S=network", "P=password", "T=security")}
	case "MECARD":
		c = code{"card", pick(parts(rest), "N=name", "ORG=company", "TITLE=title", "TEL=phone", "EMAIL=email", "ADR=address", "URL=web", "NOTE=note")}
		for i := range c.fields {
			if family, given, ok := strings.Cut(c.fields[i].value, ","); ok && c.fields[i].key == "name" {
				c.fields[i].value = strings.TrimSpace(given) + " " + strings.TrimSpace(family)
			}
		}
	case "BEGIN":
		c = code{"card", vcard(rest)}
	case "MATMSG":
		c = code{"mail", pick(parts(rest), "TO=email", "SUB=subject", "BODY=text")}
	case "GEO":
		place, _, _ := strings.Cut(rest, "?")
		if at := strings.Split(place, ","); len(at) >= 2 {
			c = code{"geo", []field{{"lat", at[0]}, {"lon", at[1]}}}
		}
	case "MAILTO":
		to, query, _ := strings.Cut(rest, "?")
		values, _ := url.ParseQuery(query)
		c = code{"mail", filled(field{"email", to}, field{"subject", values.Get("subject")}, field{"text", values.Get("body")})}
	case "TEL":
		c = code{"call", filled(field{"phone", rest})}
	default:
		to, said, _ := strings.Cut(rest, ":")
		if number, query, ok := strings.Cut(to, "?"); ok {
			values, _ := url.ParseQuery(query)
			to, said = number, cmp.Or(said, values.Get("body"))
		}
		c = code{"sms", filled(field{"phone", to}, field{"text", said})}
	}
	return c
}

// parts are the fields of “K:value;K:value;;”, in which a backslash stands before
// marks that are meant as they stand.
func parts(s string) (l []field) {
	var key, b strings.Builder
	keyed := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == ':' && !keyed:
			key.WriteString(b.String())
			b.Reset()
			keyed = true
		case s[i] == ';':
			l = append(l, filled(field{strings.ToUpper(key.String()), b.String()})...)
			key.Reset()
			b.Reset()
			keyed = false
		default:
			b.WriteByte(s[i])
		}
	}
	return append(l, filled(field{strings.ToUpper(key.String()), b.String()})...)
}

// pick are the fields of the keys “FROM=to”, in that order.
func pick(l []field, keys ...string) (out []field) {
	for _, k := range keys {
		from, to, _ := strings.Cut(k, "=")
		for _, f := range l {
			if f.key == from {
				out = append(out, field{to, f.value})
			}
		}
	}
	return out
}

// vcard are the fields of a card by its lines “KEY;TYPE=x:value”.
func vcard(s string) []field {
	var l []field
	unescaped := strings.NewReplacer(`\n`, " ", `\,`, ",", `\;`, ";", `\\`, `\`)
	for _, line := range strings.Split(strings.ReplaceAll(s, "\r", ""), "\n") {
		key, value, _ := strings.Cut(line, ":")
		key, _, _ = strings.Cut(strings.ToUpper(key), ";")
		if key == "ADR" || key == "ORG" {
			value = strings.Join(slices.DeleteFunc(strings.Split(value, ";"), func(p string) bool { return strings.TrimSpace(p) == "" }), ", ")
		}
		l = append(l, filled(field{key, strings.TrimSpace(unescaped.Replace(value))})...)
	}
	if !slices.ContainsFunc(l, func(f field) bool { return f.key == "FN" }) {
		for i, f := range l {
			if names := strings.Split(f.value, ";"); f.key == "N" && len(names) > 1 {
				l[i].value = strings.TrimSpace(names[1] + " " + names[0])
			}
		}
		return pick(l, "N=name", "ORG=company", "TITLE=title", "TEL=phone", "EMAIL=email", "ADR=address", "URL=web", "NOTE=note")
	}
	return pick(l, "FN=name", "ORG=company", "TITLE=title", "TEL=phone", "EMAIL=email", "ADR=address", "URL=web", "NOTE=note")
}

// filled are the fields that hold something.
func filled(l ...field) []field {
	return slices.DeleteFunc(l, func(f field) bool { return strings.TrimSpace(f.value) == "" })
}
