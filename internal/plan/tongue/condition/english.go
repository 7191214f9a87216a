package condition

// Pieces of English conditions, which stand in front of what they decide or
// behind it.
const (
	noun = `(?:review|comment|feedback|e-?mail|mail|message|letter|note|article|story|text|document|contract|notice|post|tweet|reply|answer|response|summary|transcript|transcription|translation|call|recording|voicemail|voice ?mail|audio|speech|clip|video|film|picture|photo|image|scan|screenshot|report|complaint|page|file|paper|customer|client|writer|author|sender|reviewer|guest|caller|speaker|user|original|content|description|survey|poem|essay|statement|mood|sentiment|tone|feeling|attitude|verdict|source|invoice|bill|receipt|memo|minutes|thread|ticket|form|order|lyrics|song|manual|book|chapter|passage|paragraph|interview|lecture|chat|conversation|newsletter|blog|website|resume|cv|brief|draft|quote|testimonial|flyer|poster|card|label|sign|drawing|painting|portrait|table|sheet|spreadsheet|data|list)s?`
	subj = `(?:it|this|that|these|those|they|he|she|\x03+|(?:the|this|that|these|those|my|our|his|her|their|its|any|a|an|each) (?:[a-z'’-]+ ){0,2}?` + noun + `(?: (?:of|in|from) (?:the |this |my |our )?(?:[a-z]+|\x03+))?|(?:the |this )?\x03+)`
	be   = `(?:['’]s|['’]re| ?(?:is|are|was|were|be|being)| (?:sounds?|seems?|looks?|feels?|reads?|(?:turns?|comes?) (?:out|across|back)(?: as| to be)?|appears?(?: to be)?|proves?(?: to be)?))`
	are  = `(?:` + subj + be + `|its|thats|theyre)`
	isnt = `(?: not| ?n['’]?t| no longer| anything but)?`
	adv  = `(?: (?:really|very|mostly|overall|rather|quite|at all|a bit|too|so|clearly|generally|already|still|actually|mainly|even|also|indeed|all|in any way|originally))*`
	bad  = `(?:negative|unhappy|angry|upset|annoyed|sad|bad|critical|dissatisfied|unsatisfied|disappointed|disappointing|furious|frustrated|irritated|unfriendly|displeased|hostile)`
	fine = `(?:positive|happy|good|glad|satisfied|pleased|favou?rable|enthusiastic|friendly|delighted|cheerful)`
	mood = `(?:` + bad + `|` + fine + `|neutral)`
	any  = `(?:any|an?|some|no|at least one|one or more|the|all|more than one|one)`

	than = `more than|greater than|higher than|larger than|bigger than|over|above|less than|lower than|smaller than|under|below|at least|at most|fewer than|exceeding`

	// things are what can be looked for, each with a group of its own.
	things = `(?:(?P<code>(?:qr[- ]?|bar ?|data ?matrix )codes?|codes?)|(?P<face>(?:human )?faces?)|(?P<person>people(?:['’]s names)?|persons?(?: names?)?|names of people|person(?:al)? names|anybody|anyone|somebody|someone|nobody|no one)|` +
		`(?P<place>places?|locations?|cities|city|countries|country|towns?)|(?P<organisation>organi[sz]ations?|compan(?:y|ies)|firms?)|(?P<date>dates?)|(?P<email>e-?mail address(?:es)?|e-?mails?)|(?P<phone>(?:tele)?phone numbers?)|` +
		`(?P<url>urls?|links?|web addresses)|(?P<amount>amounts?(?: of money)?|prices?|sums? of money)|(?P<name>names?(?:d entit(?:y|ies))?|entit(?:y|ies))|` +
		`(?P<words>(?:readable |printed )?(?:text|writing|words|lettering))|(?P<speech>speech|someone speaking|talking|voices?)|(?P<object>` + objects + `))`
	objects = `(?:dog|cat|bird|horse|sheep|cow|elephant|bear|zebra|giraffe|car|truck|bus|train|boat|bicycle|bike|motorcycle|airplane|plane|bottle|cup|chair|bed|laptop|phone|book|clock|umbrella|pizza|cake|banana|apple|orange|traffic light)s?`
)

var english = []form{
	{kind: "mood", re: `^(?:` + are + isnt + adv + `(?: an?)?|(?:not ?|overall ?)?|the (?:mood|sentiment|tone|feeling|overall mood)(?: (?:of|in) ` + subj + `)?` + be + isnt + adv + `) ?(?P<mood>` + mood + `(?:(?: or |, | and )` + mood + `)*)` + adv + `(?: (?:one|review|comment|message|in tone|about it|sentiment|mood))?\b`},
	{kind: "language", re: `^(?:(?:` + subj + `|(?:the|its) (?:[a-z]+ )?language(?: of ` + subj + `)?)` + be + `|its|thats|theyre)` + isnt + adv + `(?: (?:written|spoken|said|held))?(?: in)?(?: an?)?(?: (?:a )?(?:language|something|anything) (?:other than|but)| (?:anything|something) (?:other than|but))? ?\x01+(?:(?: or |, | and | nor )\x01+)*(?: (?:already|yet|text|document|letter|review|article|at all|anyway|though|itself|to begin with))*`},
	{kind: "found", re: `^(?:there(?: ?(?:is|are|was|were)|['’]s)` + isnt + `(?: also| actually)?|` + subj + `(?: (?:contains?|has|have|shows?|includes?|holds?|mentions?|names?|lists?|carries|carry|bears?)|(?: ?(?:does|do)(?: not|n['’]?t)) (?:contain|have|show|include|hold|mention|name|list|carry|bear))|(?:you|we|one)(?: can)? (?:find|see|spot|detect|hear|recogni[sz]e)s?|(?:find|look for|search for|list|extract)(?: me| out)?)(?: (?:no|not any|none))?(?: ` + any + `| (?:named|other|visible|readable|mentioned|recogni[sz]able))*(?: (?P<than>more than|over|fewer than|less than|under|at least|at most) \x02+)? ` + things + `\b(?: (?:named|mentioned|found|present|visible|to be found|spoken of|listed))*(?: (?:in|on|inside|within|at|anywhere in) (?:it|this|that|there|them|(?:the |this |my )(?:[a-z]+ ?){1,2}|\x03+))?`},
	{kind: "found", re: `^(?:(?:no)|any|an?|some|the|one)? ?` + things + ` ?(?:is|are|was|were|can be)` + isnt + `(?: actually| also)? (?:found|named|mentioned|present|visible|seen|heard|detected|there|in it|in (?:the |this |my )[a-z]+|recogni[sz]ed|read|listed|spoken of)(?: (?:in|on) (?:it|this|that|(?:the |this |my )[a-z]+|\x03+))?\b`},
	{kind: "found", re: `^(?:there(?: is|['’]s) )?(?P<speech>(?:any|some)(?:one|body) (?:is )?(?:speak|talk)(?:ing|s))\b`},
	{kind: "contains", re: `^` + subj + `(?: (?:mentions?|says?|contains?|includes?|has|talks? (?:about|of)|speaks? of|refers? to)|(?: ?(?:does|do)(?: not|n['’]?t)) (?:mention|say|contain|include|have|talk about|speak of|refer to))(?: (?:the )?(?:word|words|phrase|term|name|expression))? (?P<said>\x04+)(?:(?: or |, )\x04+)*`},
	{kind: "contains", re: `^` + subj + `(?: (?:mentions?|talks? about|speaks? of|refers? to)|(?: contains?| includes?| says?| has) the (?:word|term|phrase|name)|(?: ?(?:does|do)(?: not|n['’]?t)) (?:mention|talk about|speak of|refer to|contain the (?:word|term|phrase|name)))(?: (?:an?|any|the|some|our|your|its)(?: (?:word|term|name))?)? (?P<said>[a-z][a-z'’-]+(?: [a-z'’-]+){0,2}?)(?P<end>,| then\b|[.;!]|$| (?:translate|summari[sz]e|read|list|draw|make|turn|put|convert|tell|give|transcribe|write|blur|enlarge|find|extract|describe|show|say)\b)`},
	{kind: "longer", re: `^(?:` + are + isnt + adv + `|` + subj + `(?: ?(?:does|do)(?: not|n['’]?t))? (?:has|have|runs?|counts?))(?: to)? (?P<than>longer than|more than|over|above|greater than|shorter than|fewer than|less than|under|below|at least|at most|no longer than|no more than|up to) \x02+ (?:words?|characters in length)(?: long| in length)?\b`},
	{kind: "longer", re: `^` + subj + ` (?P<than>exceeds|has more than|goes over|goes beyond|contains more than|contains over) \x02+ words?\b`},
	{kind: "some", re: `^(?P<some>any|some|at least one|no|none|all|every|each)(?: of)?(?: the| our| my)? (?P<noun>[a-z]+(?: [a-z]+)?) (?:has|have|had|with|ha[sd] got) (?:an? |the |its |their )?(?P<field>(?:[a-z]+ )?[a-z]+)(?: (?:that is|that are|of))? (?P<than>` + than + `) ?[$€£¥]?\x02+(?: ?(?:euros?|dollars?|pounds?|yuan|rmb|percent|%))?`},
	{kind: "some", re: `^(?P<some>any|some|at least one|no|none|all|every|each)(?: of)?(?: the| our| my)? (?P<noun>[a-z]+(?: [a-z]+)?) (?:has|have|had|ha[sd] got) (?P<than>` + than + `) \x02+ (?P<field>[a-z]+)`},
	{kind: "number", re: `^(?P<what>it|that|this|the (?:answer|result|figure|number)|(?:the |its |our |my )?(?:[a-z]+ ){0,2}?(?:total|sum|average|mean|amount|price|cost|balance|number|count|value|figure|result|answer|score|maximum|minimum|turnover|revenue|profit|salary|rent|fee|deposit|bill|sales|age|rate)(?: (?:of|in|for|per|over) (?:[a-z]+ ){0,3}?[a-z]+| [a-z]+)?)(?:` + be + isnt + `(?: (?P<than>more than|greater than|higher than|larger than|bigger than|over|above|less than|lower than|smaller than|under|below|at least|at most|fewer than))| (?:exceeds|tops|passes)) ?[$€£¥]?\x02+(?: ?(?:euros?|dollars?|pounds?|yuan|rmb|percent|%))?`},
}
