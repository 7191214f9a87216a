package text

import (
	"context"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const (
	ofReviews = `(?:reviews?|comments?|opinions?|ratings?|feedback|messages?|ones|customers?|guests?|them|these|those)`
	against   = `(?:negative|bad|critical|unfavou?rable|unhappy|dissatisfied|complaints?|complain\w*)`
	favour    = `(?:positive|good|favou?rable|happy|satisfied|praise\w*)`
	badZh     = `差评|负面|消极|不好|不满|批评|抱怨|投诉`
	goodZh    = `好评|正面|积极|满意|称赞|表扬`
)

// The groups of these are of opinions against, and for something, in English and
// in Chinese.
var (
	asksOpinions = expression.New(`(?i)\bwhich\b[^.?!]*\b` + ofReviews + `\b[^.?!]*\b(?:(` + against + `)|(` + favour + `))\b` +
		`|哪(?:些|几条|几个|几位|条|个|位)[^，。？！最]{0,6}?(?:(` + badZh + `)|(` + goodZh + `))`)
	countsOpinions = expression.New(`(?i)\bhow many\b[^.?!]*\b(?:(` + against + `)|(` + favour + `))\b|(?:几|多少)(?:条|个|位|人|份|封)[^，。？！]{0,6}?(?:(` + badZh + `)|(` + goodZh + `))|(?:(` + badZh + `)|(` + goodZh + `))(?:一共|总共|共)?有?(?:几|多少)(?:条|个)`)
	sumsOpinions   = expression.New(`(?i)\bwhat\b(?: \w+)? (?:do|did|are|were) (?:the |most |some )?(?:people|customers|guests|they|reviewers|users|visitors|clients|everyone|everybody) (?:most |mostly |often |usually )?(?:(complain\w*|critici[sz]\w*|dislike|hate|unhappy|dissatisfied|not like|annoyed)|(like|love|praise|enjoy|happy|pleased|appreciate))\b` +
		`|(?:(抱怨|吐槽|不满|投诉|批评|嫌弃)|(喜欢|称赞|表扬|夸|满意))(?:了|的是|的)?(?:些)?(?:什么|啥|哪些|哪里)`)
	extremeOpinion = expression.New(`(?i)\bwhich\b[^.?!]*\b(?:(angriest|most (?:negative|critical|angry|unhappy|annoyed|furious)|worst|harshest)|(happiest|most (?:positive|happy|enthusiastic|satisfied)|best|nicest|kindest))\b` +
		`|哪(?:一)?(?:条|个|位|份|封|篇)[^，。？！]{0,4}?最(?:(负面|消极|差|生气|愤怒|不满|激动)|(正面|积极|好|满意|开心|高兴))`)
)

// What is said when no review is of the kind that is asked for.
const (
	noneOfThem   = "None of them."
	noneOfThemZh = "一条也没有。"
)

// opinions answers which of the reviews of a text are for or against, how many, and
// which is most so: its lines, or the sentences of a text of one. It is empty when
// that is not asked.
func opinions(ctx context.Context, s, question string) (string, error) {
	for _, ask := range []struct {
		form expression.Lazy
		tell func([]judged, string) string
	}{{extremeOpinion, strongest}, {asksOpinions, told}, {countsOpinions, counted}, {sumsOpinions, told}} {
		m := ask.form.FindStringSubmatch(question)
		all := reviews(s)
		if m == nil || len(all) < 2 {
			continue
		}
		bad := false
		for i := 1; i < len(m); i += 2 {
			bad = bad || m[i] != ""
		}
		out, err := sided(ctx, all, bad)
		if err != nil {
			return "", err
		}
		if len(out) > 0 || !sumsOpinions.MatchString(question) {
			return ask.tell(out, question), nil
		}
	}
	return "", nil
}

// judged is a review that is what is asked for, and how much.
type judged struct {
	text string
	much float64
}

// sided finds the reviews that are against, or for something.
func sided(ctx context.Context, all []string, bad bool) (out []judged, err error) {
	for _, one := range all {
		is, err := sentiment.Judge(ctx, one)
		if err != nil {
			return nil, err
		}
		if much, other := is.Negative, max(is.Positive, is.Neutral); bad && much > other {
			out = append(out, judged{one, much})
		} else if much, other := is.Positive, max(is.Negative, is.Neutral); !bad && much > other {
			out = append(out, judged{one, much})
		}
	}
	return out, nil
}

func told(l []judged, question string) string {
	if len(l) == 0 {
		return none(question)
	}
	var out []string
	for _, one := range l {
		out = append(out, one.text)
	}
	return strings.Join(out, "\n")
}

func counted(l []judged, question string) string {
	if words.Chinese(question) {
		return strconv.Itoa(len(l)) + " 条"
	}
	return strconv.Itoa(len(l))
}

func strongest(l []judged, question string) string {
	best := judged{}
	for _, one := range l {
		if one.much > best.much {
			best = one
		}
	}
	if best.text == "" {
		return none(question)
	}
	return best.text
}

func none(question string) string {
	if words.Chinese(question) {
		return noneOfThemZh
	}
	return noneOfThem
}

// reviews are the lines of s that have words, or its sentences when it is one line.
func reviews(s string) (out []string) {
	for line := range strings.Lines(s) {
		if t := words.Sentences(line); len(t) > 0 {
			out = append(out, strings.TrimSpace(line))
		}
	}
	if len(out) > 1 {
		return out
	}
	out = nil
	for _, t := range words.Sentences(s) {
		out = append(out, t.Text)
	}
	return out
}
