// Package contest reads questions that ask which of several papers has more of
// something – “Which of the two contracts has the longer notice period?” – as what
// each has to be asked, and says which of their answers is the one that was meant.
package contest

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// Question is what each paper is asked, and which answer is meant.
type Question struct {
	Plain string // how long is the notice period
	Least bool   // the shorter, the lower, the earlier is meant
	word  string // as it was said: longer
}

const (
	which   = `(?i)^(?:and |so |please |tell me |say )*(?:in |under |for |with )?(?:which|what)(?: one)?(?: of (?:the|these|those|them|my|our|all|both|two|three|four|\d+|attached|following|given|\s)+)?(?: ?` + paper + `)?(?:'s)?`
	paper   = `(?:(?:rental|lease|service|tenancy|employment|sales) )?(?:contracts?|agreements?|leases?|documents?|files?|letters?|texts?|papers?|invoices?|bills?|receipts?|offers?|quotes?|reports?|polic(?:y|ies)|plans?|ones?|versions?)`
	longer  = `longer|longest|shorter|shortest`
	higher  = `higher|highest|lower|lowest|larger|largest|bigger|biggest|greater|greatest|smaller|smallest|more expensive|most expensive|less expensive|cheaper|cheapest|dearer|more|most|less|least|fewer|fewest`
	sooner  = `earlier|earliest|later|latest|sooner|soonest|newer|newest|older|oldest|more recent|most recent`
	compare = longer + `|` + higher + `|` + sooner
)

var (
	// has: which has the longer notice period.
	has = expression.New(which + ` (?:has|have|had|gives?|grants?|offers?|charges?|sets?|asks? for|requires?|demands?|provides?(?: for)?|contains?|comes with|names?|shows?|states?|allows?|includes?|pays?|is the one with|with|is for)(?: (?:the|a|an|us|you|me))* (` + compare + `) (.+?)[?.! ]*$`)
	// is: in which is the notice period longer; which one's rent is higher.
	is = expression.New(which + ` (?:is|are|was|were) (?:the |its )?(.+?) (?:the )?(` + compare + `)[?.! ]*$`)
	// its: which contract's rent is higher.
	its = expression.New(which + ` (.+?) (?:is|are|was|were) (?:the )?(` + compare + `)[?.! ]*$`)
	// does: which ends earlier, which costs more, which is cheaper.
	does = expression.New(which + ` (is|are|was|were|ends?|expires?|finish(?:es)?|starts?|begins?|lasts?|runs?|costs?|is due|was (?:made|signed|written|dated)|takes?) (?:the |on the )?(` + compare + `)(?: (?:one|` + paper + `|date|day))?[?.! ]*$`)

	whichZh = `^(?:请问|看看|比较一?下|对比一?下|告诉我)?[，,]?(?:这|那)?(?:两|几|三|二|2|3)?(?:份|个|封|篇|张|家)?(?:` + paperZh + `)?(?:里面?|中|之间|当中|相比|比较)?[，,]?(?:的)?`
	paperZh = `(?:租房|租赁|劳动|服务|买卖)?(?:合同|协议|文件|发票|账单|报价单?|通知|信|文档|报告|方案|保单|收据)`
	whoZh   = `(?:是)?(?:哪|那)(?:一)?(?:份|个|封|篇|张|家|边|方|种)(?:` + paperZh + `)?(?:里面?|中|上)?(?:的)?`
	moreZh  = `(?:更|比较|较|最|要|的?更)?(长|短|高|低|多|少|大|小|早|晚|贵|便宜|迟)(?:一?些|一点儿?|的)?(?:呢|吗)?[？?。！ ]*$`
	// thingZh: 哪份合同的租金更高; itsZh: 租金哪份更高.
	thingZh = expression.New(whichZh + whoZh + `(.*?)` + moreZh)
	itsZh   = expression.New(whichZh + `(.{1,12}?)` + whoZh + moreZh)
	surely  = expression.New(`更|比较|较|最|一些|一点|贵|便宜`)

	rates  = expression.New(`(?i)\b(?:rate|interest|percentage|share|discount|proportion)\b`)
	dates  = expression.New(`(?i)\b(?:date|deadline|day|year)\b`)
	lasts  = expression.New(`(?i)\b(?:period|term|duration|notice|time|warranty|guarantee|lease|contract|stay|holiday|leave|trial)s?\b`)
	plural = expression.New(`(?i)(?:[^s]s|people|children|men|women)$`)
	minor  = expression.New(`(?i)^(?:short|low|small|less|least|few|cheap|earl|soon|old)|^(?:短|低|少|小|早|便宜)$`)
)

// Asked reads a question; ok is false where it asks for no comparison.
func Asked(question string) (q Question, ok bool) {
	s := strings.TrimSpace(strings.ReplaceAll(question, "’", "'"))
	if m := thingZh.FindStringSubmatch(s); m != nil && surely.MatchString(s) {
		return chinese(m[1], m[2]), true
	}
	if m := itsZh.FindStringSubmatch(s); m != nil && surely.MatchString(s) {
		return chinese(m[1], m[2]), true
	}
	if m := does.FindStringSubmatch(s); m != nil {
		return verb(strings.ToLower(m[1]), strings.ToLower(m[2])), true
	}
	if m := has.FindStringSubmatch(s); m != nil {
		return noun(strings.ToLower(m[1]), m[2]), true
	}
	for _, form := range []expression.Lazy{is, its} {
		if m := form.FindStringSubmatch(s); m != nil {
			return noun(strings.ToLower(m[2]), m[1]), true
		}
	}
	return Question{}, false
}

func noun(word, thing string) Question {
	q := Question{Least: minor.MatchString(word), word: word}
	thing = strings.TrimSpace(thing)
	for _, article := range []string{"the ", "its ", "a "} {
		thing = strings.TrimPrefix(thing, article)
	}
	much := expression.New(`^(?:more|most|less|least|fewer|fewest)$`).MatchString(word)
	switch {
	case strings.Contains(" "+longer2+" ", " "+word+" "), much && lasts.MatchString(thing) && !plural.MatchString(thing):
		q.Plain = "How long is the " + thing + "?"
	case strings.Contains(" "+sooner2+" ", " "+word+" ") && !dates.MatchString(thing):
		q.Plain = "When is the " + thing + "?"
	case strings.Contains(" "+sooner2+" ", " "+word+" "), rates.MatchString(thing):
		q.Plain = "What is the " + thing + "?"
	case much && plural.MatchString(thing):
		q.Plain = "How many " + thing + " are there?"
	default:
		q.Plain = "How much is the " + thing + "?"
	}
	return q
}

var longer2, sooner2 = strings.ReplaceAll(longer, "|", " "), "earlier earliest later latest sooner soonest newer newest older oldest more recent most recent"

// verb is the question of “which ends earlier”.
func verb(does, word string) Question {
	q := Question{Least: minor.MatchString(word), word: word}
	switch does {
	case "end", "ends", "expire", "expires", "finish", "finishes":
		q.Plain = "When does it end?"
	case "start", "starts", "begin", "begins":
		q.Plain = "When does it begin?"
	case "last", "lasts", "run", "runs", "take", "takes":
		q.Plain = "How long does it run?"
	case "is due":
		q.Plain = "When is it due?"
	case "cost", "costs":
		q.Plain = "How much does it cost?"
	default:
		switch {
		case strings.Contains(" "+longer2+" ", " "+word+" "):
			q.Plain = "How long is the contract?"
		case strings.Contains(" "+sooner2+" ", " "+word+" "):
			q.Plain = "When was it made?"
		default:
			q.Plain = "What is the total?"
		}
	}
	return q
}

func chinese(thing, word string) Question {
	q := Question{Least: minor.MatchString(word), word: word}
	thing = strings.Trim(strings.TrimSpace(thing), "的，,是")
	switch word {
	case "长", "短":
		if thing == "" {
			thing = "期限"
		}
		q.Plain = thing + "是多久？"
	case "早", "晚", "迟":
		if thing == "" {
			thing = "日期"
		}
		q.Plain = thing + "是什么时候？"
		if expression.New(`到期|结束|开始|生效|截止|终止|届满$`).MatchString(thing) {
			q.Plain = "合同什么时候" + thing + "？"
		}
	default:
		if thing == "" {
			thing = "总价"
		}
		q.Plain = thing + "是多少？"
	}
	return q
}
