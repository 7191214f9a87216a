package network

import (
	_ "embed" // the weights
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

// The weights: the length of the head (uint32, little endian), the head in JSON,
// and the tensors that it names, as float16, little endian. make/README.md says how they were made.
//
//go:embed weights.bin
var weightsBin string

type head struct {
	Vocabulary []string `json:"vocabulary"` // the words that have a vector of their own, from 1 on
	Tags       []string `json:"tags"`
	Entities   []string `json:"entities"`
	Tensors    []struct {
		Name  string `json:"name"`
		Shape []int  `json:"shape"`
	} `json:"tensors"`
}

type model struct {
	head
	words, tags, entities map[string]int
	own                   matrix // vectors of the vocabulary
	shared, align         linear
	question, text, again both
	fuse                  linear
	weigh                 linear
	start, end            linear
	starts, ends          linear
	none, said, verdict   linear
}

var whole = sync.OnceValue(func() *model {
	size := int(binary.LittleEndian.Uint32([]byte(weightsBin[:4])))
	m := &model{}
	if err := json.Unmarshal([]byte(weightsBin[4:4+size]), &m.head); err != nil {
		panic(fmt.Sprintf("network: the weights in the program are damaged: %v", err))
	}
	index := func(l []string, from int) map[string]int {
		out := map[string]int{}
		for i, w := range l {
			out[w] = i + from
		}
		return out
	}
	m.words, m.tags, m.entities = index(m.Vocabulary, 1), index(m.Tags, 0), index(m.Entities, 0)
	at, tensors := 4+size, map[string]matrix{}
	for _, t := range m.Tensors {
		x := matrix{rows: 1, cols: t.Shape[len(t.Shape)-1]}
		if len(t.Shape) == 2 {
			x.rows = t.Shape[0]
		}
		x.at = make([]float32, x.rows*x.cols)
		for i := range x.at {
			x.at[i] = half(binary.LittleEndian.Uint16([]byte(weightsBin[at : at+2])))
			at += 2
		}
		tensors[t.Name] = x
	}
	layer := func(name string) linear { return linear{tensors[name+".weight"], tensors[name+".bias"].at} }
	unit := func(name string) both {
		way := func(end string) gru {
			part := func(kind string) linear {
				return linear{tensors[name+".weight_"+kind+"_l0"+end], tensors[name+".bias_"+kind+"_l0"+end].at}
			}
			return gru{part("ih"), part("hh")}
		}
		return both{way(""), way("_reverse")}
	}
	m.own = tensors["emb.weight"]
	m.shared, m.align, m.fuse, m.weigh = layer("pv"), layer("al"), layer("fuse"), layer("qa")
	m.question, m.text, m.again = unit("q"), unit("t"), unit("t2")
	m.start, m.end, m.starts, m.ends = layer("s"), layer("e"), layer("s2"), layer("e2")
	m.none, m.said, m.verdict = layer("null"), layer("said"), layer("yn")
	return m
})

// half reads a float16 (IEEE 754).
func half(b uint16) float32 {
	sign, exp, frac := uint32(b>>15)<<31, uint32(b>>10)&31, uint32(b)&1023
	switch exp {
	case 0:
		v := float32(frac) / (1 << 24)
		if sign != 0 {
			v = -v
		}
		return v
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}
