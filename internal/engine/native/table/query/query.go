// Package query is what can be asked of a table, as a typed Query: it runs
// exactly, without any generated code, and says its answer in English or
// Chinese. Questions become queries in package question.
package query

// Query is what a question asks of a table. Columns are indexes.
type Query struct {
	Shape   Shape
	Measure Measure
	Also    []Measure // further figures of Value and Groups, beside Measure
	Columns []int     // the columns asked for, of Rows and Distinct; the one that names the rows of a count
	Where   Cond      // which rows count
	Keys    []Key     // what Groups are made of
	Having  *Having   // which groups count
	Order   *Order
	Skip    int      // how many of the first are left out: 1 for the second highest
	Limit   int      // of rows or groups after Order; 0 is all. Equals of the last one are kept when Limit is 1
	Part    Cond     // the rows whose share is asked, within Where
	Sides   []Cond   // the two sets of rows that are compared, within Where
	Change  bool     // of Groups by a time: the change to the one before, in percent
	Running bool     // of Groups by a time: what there is up to each, added up
	Mean    bool     // of Groups: the mean of their figures is asked
	Percent bool     // the change or share in percent is asked
	Ratio   bool     // of Difference: the first side over the second
	Versus  bool     // of Difference: both figures are asked first of all
	Verdict Op       // of Difference: whether the first side compares so with the second is asked
	Against *Measure // of Difference: the figure of the second side, when it is another one
	Tail    bool     // Limit keeps the last rows of the table, not the first
	Per     int      // how many of the first Keys Limit holds within: 1 is the top n of every region
	Exact   bool     // of Rows: nothing but Columns is shown
	Lead    int      // of Groups and Rows in an order: how far the first is from the second (1), the last (-1) or the average (2) is asked
	Apart   bool     // of Rows: how far each is from what Where compares it with is asked
	Cross   bool     // of Groups by two Keys: the second ones stand side by side
	Round   *int     // the decimals that figures have, when the question says it
	Notes   []string // what the answer must say of how the question was read
}

// Shape is the form of an answer.
type Shape string

// The shapes.
const (
	Value      Shape = "value"      // one figure over the rows
	Groups     Shape = "groups"     // one figure for every group
	Rows       Shape = "rows"       // rows themselves
	Distinct   Shape = "distinct"   // the different values of a column
	Share      Shape = "share"      // Part of Where, in percent
	Difference Shape = "difference" // of a figure between two sets of rows
	Exists     Shape = "exists"     // whether there are such rows
	Layout     Shape = "layout"     // the columns of the table themselves
)

// Agg is how the values of a column are put together.
type Agg string

// The aggregates.
const (
	Sum        Agg = "sum"
	Average    Agg = "avg"
	Median     Agg = "median"
	Minimum    Agg = "min"
	Maximum    Agg = "max"
	Count      Agg = "count"    // rows
	Different  Agg = "distinct" // values
	RangeWidth Agg = "range"    // from the least to the greatest
)

// Measure is a figure over rows. Column is -1 for counting rows.
type Measure struct {
	Agg    Agg
	Column int
}

// DatePart is a part of a date that groups and filters use.
type DatePart string

// The parts of dates. Whole is the value itself.
const (
	Whole   DatePart = ""
	Year    DatePart = "year"
	Quarter DatePart = "quarter"
	Month   DatePart = "month"
	Day     DatePart = "day"
	Weekday DatePart = "weekday"
)

// Key is what groups are made of.
type Key struct {
	Column int
	Part   DatePart
}

// Having keeps the groups whose figure compares so.
type Having struct {
	Measure Measure
	Op      Op
	Number  float64
	Label   string // where the number comes from, when the question does not write it
}

// What groups are sorted by.
const (
	ByFigure = -1
	ByKey    = -2
)

// Order sorts rows by a column, or groups by their figure or key.
type Order struct {
	Column int // of rows; ByFigure or ByKey of groups
	Desc   bool
	Family bool // of rows: by the last names of whole ones
}

// Op is how a condition compares.
type Op string

// The comparisons. All and Any join Sub; None is that Sub[0] does not hold.
const (
	Always   Op = ""
	All      Op = "and"
	Any      Op = "or"
	None     Op = "not"
	Is       Op = "is" // one of Texts
	Contains Op = "contains"
	Starts   Op = "starts with"
	Ends     Op = "ends with"
	More     Op = ">"
	AtLeast  Op = ">="
	Less     Op = "<"
	AtMost   Op = "<="
	Equal    Op = "="
	Unequal  Op = "!="
	Between  Op = "between" // From and To, both included
	During   Op = "during"  // of a date: from From until before To, in seconds
	PartIs   Op = "part is" // of a date: its Part is between From and To
	Missing  Op = "missing" // there is no value
	Repeats  Op = "repeats" // another row has the same in the columns Among
	Beside   Op = "beside"  // compares by Rel with the column Other of the same row
	Those    Op = "those"   // one of Rows
	Never    Op = "never"   // no row with the same in Column meets Sub[0]
)

// Cond is a condition on rows.
type Cond struct {
	Op       Op
	Column   int
	Part     DatePart
	Texts    []string
	From, To float64
	Rel      Op     // of Beside
	Other    int    // of Beside
	Among    []int  // of Repeats
	Whole    bool   // of Repeats: Among are all columns
	Rows     []int  // of Those
	Label    string // the time span as it was understood, where From comes from, or what Rows are
	Sub      []Cond
}

// Join joins conditions that must all hold.
func Join(cs ...Cond) Cond {
	var kept []Cond
	for _, c := range cs {
		switch c.Op {
		case Always:
		case All:
			kept = append(kept, c.Sub...)
		default:
			kept = append(kept, c)
		}
	}
	switch len(kept) {
	case 0:
		return Cond{}
	case 1:
		return kept[0]
	}
	return Cond{Op: All, Sub: kept}
}

// Extreme is the figure that is the greatest, or the least.
func Extreme(greatest bool) Agg {
	if greatest {
		return Maximum
	}
	return Minimum
}
