package reader

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// adder takes a feature and its value.
type adder func(name string, value float64)

// features tells add what speaks for c as the answer to q, or against it.
func (p *page) features(q *query, c *candidate, top best, add adder) {
	coarse := c.kind
	if i := strings.IndexAny(coarse, " ."); i > 0 && !strings.HasPrefix(coarse, "with") {
		coarse = coarse[:i]
	}
	p.meeting(q, c, top, coarse, add)
	for _, t := range q.traits {
		add(t+"*"+c.kind, 1)
		if coarse != c.kind {
			add(t+"*"+coarse, 1)
		}
	}
	add("kind "+c.kind, 1)
	p.fitting(q, c, coarse, add)
	p.shape(q, c, coarse, add)
}

// fitting is whether c is of the kind that q asks for, as far as that is plain.
func (p *page) fitting(q *query, c *candidate, coarse string, add adder) {
	want, is := offers[q.class], strings.TrimPrefix(c.kind, "with ")
	typed := c.u.inside[c.from] >= 0 || c.kind == "number" || c.kind == "count"
	how := "plain"
	switch {
	case want == "" && typed:
		how = "untyped"
	case want == "":
		return
	case strings.HasPrefix(is, want):
		how = "fits"
	case strings.HasPrefix(is, "measure") && q.dimension != "" && strings.HasSuffix(is, q.dimension):
		how = "fits"
	case c.has(want):
		how = "has"
	case typed:
		how = "misfits"
	}
	if q.dimension != "" && strings.HasPrefix(is, "measure.") && !strings.HasSuffix(is, q.dimension) {
		how = "misfits"
	}
	if q.dimension != "" && strings.HasSuffix(is, q.dimension) {
		add("dimension", 1)
	}
	if want == "person" || want == "place" || want == "organisation" {
		add("sort*"+want, c.sort(p, want))
	}
	add(how, 1)
	add(how+"*"+coarse, 1)
	add(how+"*near", c.left+c.right)
	add(how+"*context", c.context)
}

// sort is how near in meaning the last word of c is to words for people or places.
func (c *candidate) sort(p *page, want string) float64 {
	for i := c.end - 1; i >= c.from; i-- {
		t := c.u.tokens[i]
		if words.Function(t) {
			continue
		}
		best := 0.0
		for _, v := range models()[want+tongue(t)] {
			best = max(best, vector.Cosine(v, p.vec(t)))
		}
		return best
	}
	return 0
}

func tongue(t words.Token) string {
	if t.Kind == words.Han {
		return "zh"
	}
	return "en"
}

// models are words of the sorts that who and where ask for.
var models = sync.OnceValue(func() map[string][]vector.Vector {
	m := map[string][]vector.Vector{}
	for sort, list := range map[string]string{
		"personen":       "teacher manager mother buyer tenant director neighbour doctor driver officer team staff",
		"placeen":        "room street house office station floor hall shop garden entrance town corner shelf",
		"organisationen": "company firm bank council club school insurer department",
		"personzh":       "老师 经理 妈妈 买方 房东 主任 邻居 医生 司机 师傅 员工 业主",
		"placezh":        "房间 街道 办公室 车站 楼 大厅 商店 花园 门口 小区 城市 学校 柜台",
		"organisationzh": "公司 银行 学校 俱乐部 医院 部门 物业 单位",
	} {
		for w := range strings.FieldsSeq(list) {
			m[sort] = append(m[sort], vector.Text(w))
		}
	}
	return m
})

// has reports whether c has an entity of a kind.
func (c *candidate) has(kind string) bool {
	for _, e := range c.u.entities {
		if e.Start >= c.u.tokens[c.from].Start && e.End <= c.u.tokens[c.end-1].End && strings.HasPrefix(entityKind(e), kind) {
			return true
		}
	}
	return false
}

// best is how well the units of a page do at most.
type best struct{ unit, context, likeness, near, align float64 }

func topOf(p *page, all []candidate) best {
	t := best{0.01, 0.01, 0.01, 0.01, 0.01}
	for _, u := range p.units {
		t.likeness = max(t.likeness, u.likeness)
	}
	for i := range all {
		c := &all[i]
		t.unit, t.context, t.near = max(t.unit, c.unit), max(t.context, c.context), max(t.near, c.nearness())
		t.align = max(t.align, c.alignNear)
	}
	return t
}

// meeting are how much of the question is met around c, and how near.
func (p *page) meeting(q *query, c *candidate, top best, coarse string, add adder) {
	both := func(name string, v float64) {
		if v == 0 {
			return
		}
		add(name, v)
		add(name+"*"+q.class, v)
	}
	both("unit", c.unit)
	both("clause", c.clause)
	both("context", c.context)
	both("rel", c.unit/top.unit)
	add("relcontext", c.context/top.context)
	add("unit2", c.unit*c.unit)
	add("context2", c.context*c.context)
	both("near", c.left+c.right)
	add("left", c.left)
	add("left*"+coarse, c.left)
	add("right", c.right)
	add("right*"+coarse, c.right)
	add("relnear", c.nearness()/top.near)
	both("label", c.label)
	add("back", c.back)
	add("label*back", c.label*c.back)
	add("heading", c.heading)
	both("like", c.u.likeness)
	add("rellike", c.u.likeness/top.likeness)
	both("window", c.window)
	both("align", c.align)
	add("align clause", c.alignClause)
	add("align near", c.alignNear)
	add("relalign", c.alignNear/top.align)
	add("align2", c.alignNear*c.alignNear)
	add("head", c.head)
	add("head*"+coarse, c.head)
	add("pairs", c.pairs)
	add("verbs", c.verbs)
	add("names", c.names)
	both("repeats", c.repeats)
	if c.repeats == 1 {
		add("only repeats", 1)
	}
	both("own", c.own)
	add("own*"+coarse, c.own)
	if c.nearest != 0 {
		side := "right "
		if c.nearest < 0 {
			side = "left "
		}
		add(side+bin(max(c.nearest, -c.nearest)), 1)
	}
	if c.unit/top.unit > 0.99 {
		both("best unit", 1)
	}
}

// shape is what c is like.
func (p *page) shape(q *query, c *candidate, coarse string, add adder) {
	u := c.u
	size := "size " + bin(c.end-c.from)
	add(size, 1)
	add(size+"*"+q.class, 1)
	c.edges(q, add)
	inner := 0
	for i := c.from; i < c.end; i++ {
		if parts(u, i) && i < c.end-1 {
			inner++
		}
	}
	add("marks "+bin(inner), 1)
	if c.alone {
		add("alone*"+coarse, 1)
	}
	if c.first {
		add("first of "+coarse, 1)
	}
	if c.leads {
		add("leads", 1)
		add("leads*"+coarse, 1)
	}
	add("kin", math.Log(float64(c.kin)))
	if u.title {
		add("title", 1)
		add("title*"+q.class, 1)
	}
	add("place", math.Log(1+float64(u.at)))
	if u.at == 0 {
		add("first unit", 1)
	}
	c.valued(q, add)
}

// edges are the words at the ends of c and beside it.
func (c *candidate) edges(q *query, add adder) {
	u := c.u
	entity := u.inside[c.from] >= 0
	rough := "e "
	if !entity {
		rough = "w "
	}
	before, after := "^", "$"
	if c.from > 0 {
		before = tag(u.tokens[c.from-1])
	}
	if c.end < len(u.tokens) {
		after = tag(u.tokens[c.end])
	}
	first, last := tag(u.tokens[c.from]), tag(u.tokens[c.end-1])
	c.neighbours(q, add)
	add(rough+"before "+before, 1)
	add(rough+"after "+after, 1)
	add("first "+first, 1)
	add("last "+last, 1)
	add("left "+before+" "+first, 1)
	add("right "+last+" "+after, 1)
	add("before "+before+"*"+q.class, 1)
	add("first "+first+"*"+q.class, 1)
	add("after "+after+"*"+q.class, 1)
	add("last "+last+"*"+q.class, 1)
	if t := u.tokens[c.end-1]; t.IsWord() || t.Kind == words.Mark {
		for _, w := range q.traits {
			if strings.HasPrefix(w, "w") {
				add(w+"*unit "+u.stems[c.end-1], 1)
			}
		}
	}
	if c.from > 0 && u.clause[c.from-1] == u.clause[c.from] && c.from >= 2 {
		add("before2 "+tag(u.tokens[c.from-2])+" "+before, 1)
	}
}

// neighbours are whether what stands beside c meets the question, and whether c
// begins or ends a clause.
func (c *candidate) neighbours(q *query, add adder) {
	u := c.u
	at := func(i, step int, name string) {
		for skipped := 0; i >= 0 && i < len(u.tokens) && skipped < 3; i, skipped = i+step, skipped+1 {
			t := u.tokens[i]
			if parts(u, i) {
				return
			}
			if t.IsWord() && !words.Function(t) {
				if v := u.token(i); v > 0 {
					add(name, v)
					add(name+"*"+q.class, v)
				} else {
					add(name+" other", 1)
				}
				return
			}
		}
	}
	at(c.from-1, -1, "word before")
	at(c.end, 1, "word after")
	if c.from == 0 || u.clause[c.from-1] != u.clause[c.from] {
		add("begins*"+q.class, 1)
	}
	if c.end == len(u.tokens) || parts(u, c.end) || u.clause[c.end-1] != u.clause[c.end] {
		add("ends*"+q.class, 1)
	}
}

// met1 is how well token i meets the question.
func (u *unit) token(i int) float64 {
	best := 0.0
	for _, hits := range u.hits {
		for _, h := range hits {
			if h.at == i {
				best = max(best, h.by)
			}
		}
	}
	return best
}

// valued is how c stands to the label of its unit.
func (c *candidate) valued(q *query, add adder) {
	u := c.u
	if u.label > 0 {
		switch {
		case c.from < u.label:
			add("in label", 1)
		case c.from == u.label && c.end >= len(u.tokens)-1:
			add("value", 1)
			add("value*"+q.class, 1)
		default:
			add("of value", 1)
		}
	}
}

// bin is the size class of a number.
func bin(n int) string {
	switch {
	case n <= 6:
		return strconv.Itoa(n)
	case n <= 9:
		return "7"
	case n <= 14:
		return "10"
	case n <= 22:
		return "15"
	}
	return "23"
}

// none tells add what speaks for no answer.
func (p *page) none(q *query, all []candidate, top best, add adder) {
	add("none", 1)
	add("none*"+q.class, 1)
	add("none unit", top.unit)
	add("none context", top.context)
	add("none near", top.near)
	add("none like", top.likeness)
	add("none align", top.align)
	lost, weakest := 0, 1.0
	for k, x := range q.terms {
		m, like := p.most(k)
		weakest = min(weakest, like)
		if m >= met {
			continue
		}
		lost++
		if x.name {
			add("none name", 1)
		}
		if !x.verb {
			add("none noun", 1)
		}
	}
	missing := p.missing(q, met)
	add("none missing", missing)
	add("none missing*"+q.class, missing)
	add("none missing*units "+bin(len(p.units)), missing)
	add("none units "+bin(len(p.units)), 1)
	if missing > 0.99 {
		add("none missing all", 1)
	}
	add("none weakest", weakest)
	add("none lost "+bin(lost), 1)
	add("none terms "+bin(len(q.terms)), 1)
	kind := offers[q.class]
	n, near := 0, 0.0
	for i := range all {
		if kind != "" && strings.HasPrefix(all[i].kind, kind) {
			n++
			near = max(near, all[i].nearness())
		}
	}
	if n > 0 {
		add("none near of kind", near)
	}
	if kind != "" && n == 0 {
		add("none of kind", 1)
	}
	add("none units", math.Log(float64(1+len(p.units))))
}

// most is how well the page meets a term at best, and how near in meaning it comes.
func (p *page) most(k int) (by, like float64) {
	for _, u := range p.units {
		by = max(by, u.best[k])
		for _, v := range u.like[k] {
			like = max(like, float64(v))
		}
	}
	return by, like
}

// met is how well a term must be met to count as one that the page has.
const met = 0.6

// missing is the share of the question that is nowhere on the page, where a term
// counts as met from least on.
func (p *page) missing(q *query, least float64) float64 {
	sum := 0.0
	for k, x := range q.terms {
		if m, _ := p.most(k); m < least {
			sum += x.weight
		}
	}
	return ratio(sum, q.total)
}
