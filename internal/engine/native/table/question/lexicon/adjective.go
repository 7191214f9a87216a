package lexicon

// Adjectives say after 比 which way, and about what.
var Adjectives = []struct{ Words, Op, Concept string }{
	{"贵", ">", "price"},
	{"便宜", "<", "price"},
	{"年轻", "<", "age"},
	{"老", ">", "age"},
	{"年长", ">", "age"},
	{"重", ">", "weight"},
	{"轻", "<", "weight"},
	{"长", ">", "length"},
	{"短", "<", "length"},
	{"快", ">", "speed"},
	{"慢", "<", "speed"},
	{"晚", ">", "date"},
	{"迟", ">", "date"},
	{"早", "<", "date"},
	{"大", ">", "age"},
	{"小", "<", "age"},
	{"高", ">", ""},
	{"多", ">", ""},
	{"好", ">", ""},
	{"强", ">", ""},
	{"低", "<", ""},
	{"少", "<", ""},
	{"差", "<", ""},
	{"弱", "<", ""},
}

// Places are words for the first (false) or last (true) rows as they stand, and
// Events those for rows that stand in time.
var (
	Places = map[string]bool{"first": false, "前": false, "前面": false, "最前": false, "last": true, "后": true, "最后": true, "末": true, "最后面": true}
	Events = map[string]bool{"order": true, "sale": true, "purchase": true, "transaction": true, "payment": true, "invoice": true, "订单": true, "交易": true}
)
