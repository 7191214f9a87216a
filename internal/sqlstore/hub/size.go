package hub

import (
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// The size of a model is in two columns: the number of its parameters, and the
// step that this is on, a byte. Steps are at the numbers that people ask for, 1,
// 1.5, 2, … 9.5 times a power of ten, so that most ranges begin and end at one:
//
//	unsized  small  1M  between  1.5M  between  2M  …  9.5T  more
//	   255      1    2        3     4        5   6  …   252   253
//
// For those the number itself is read of nobody. Step 0 is of what an older
// program has put into the index.
const (
	sizeUnknown = 0
	sizeSmall   = 1
	sizeNone    = 255
)

// sizes are the numbers at which there are steps.
var sizes = func() (l []int64) {
	for power := int64(100_000); power <= 100_000_000_000; power *= 10 {
		for tenths := int64(10); tenths < 100; tenths += 5 {
			l = append(l, power*tenths)
		}
	}
	return l
}()

// sizeOf is the step of a number of parameters.
func sizeOf(n int64) int64 {
	if n <= 0 {
		return sizeNone
	}
	i, at := slices.BinarySearch(sizes, n)
	if at {
		return int64(2*i + sizeSmall + 1)
	}
	return int64(2*i + sizeSmall)
}

// sizesAt are the least and the greatest number on a step.
func sizesAt(step int64) (least, most int64) {
	i := int(step-sizeSmall) / 2
	if (step-sizeSmall)%2 == 1 {
		return sizes[i], sizes[i]
	}
	least, most = 1, math.MaxInt64
	if i > 0 {
		least = sizes[i-1] + 1
	}
	if i < len(sizes) {
		most = sizes[i] - 1
	}
	return least, most
}

// sized is what of a set has as many parameters as are asked for.
func (a *search) sized(ctx context.Context, s posting.Set) (posting.Set, error) {
	least, most := max(1, a.q.Parameters[0]), a.q.Parameters[1]
	if a.q.Parameters[0] <= 0 && most <= 0 {
		return s, nil
	}
	if most <= 0 {
		most = math.MaxInt64
	}
	const inside, edge, outside = 0, 1, -1
	var where [math.MaxUint8 + 1]int
	for step := range where {
		from, to := int64(1), int64(math.MaxInt64)
		if step != sizeUnknown && step != sizeNone && (step-sizeSmall+1)/2 <= len(sizes) {
			from, to = sizesAt(int64(step))
		}
		switch {
		case step == sizeNone || to < least || from > most:
			where[step] = outside
		case from < least || to > most || step == sizeUnknown:
			where[step] = edge
		}
	}
	l, err := a.r.Split(ctx, s, bySize, 2, func(step int64) int { return where[step] })
	if err != nil || l[edge].Empty() {
		return l[inside], err
	}
	exact, err := a.r.Within(ctx, l[edge], byParameters, least, most)
	return l[inside].Or(exact), err
}
