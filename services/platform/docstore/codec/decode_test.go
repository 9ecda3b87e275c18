package codec_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/codec"
)

type colour string

// shout decodes itself.
type shout string

func (s *shout) UnmarshalBSONValue(typ byte, raw []byte) error {
	v, ok := bson.RawValue{Type: bson.Type(typ), Value: raw}.StringValueOK()
	if !ok {
		return errors.New("not a string")
	}
	*s = shout(strings.ToUpper(v))
	return nil
}

type leaf struct {
	A      string   `bson:"a"`
	Colour colour   `bson:"colour"`
	N      int      `bson:"n,omitempty"`
	Deep   []string `bson:"deep"`
	Next   *leaf    `bson:"next,omitempty"`
}

type shared struct {
	Place string  `bson:"place"`
	Score float64 `bson:"score"`
}

// tree has a field of every kind that documents have.
type tree struct {
	docstore.Meta `bson:",inline"`
	shared        `bson:",inline"`  // not exported, as a feature might do it
	S             string            `bson:"s"`
	C             colour            `bson:"c"`
	I             int               `bson:"i"`
	I8            int8              `bson:"i8"`
	U16           uint16            `bson:"u16"`
	I64           int64             `bson:"i64"`
	F             float64           `bson:"f"`
	F32           float32           `bson:"f32"`
	B             bool              `bson:"b"`
	T             time.Time         `bson:"t"`
	Bytes         []byte            `bson:"bytes"`
	Tags          []string          `bson:"tags"`
	Colours       []colour          `bson:"colours"`
	Times         []time.Time       `bson:"times"`
	Leaf          leaf              `bson:"leaf"`
	Leaves        []leaf            `bson:"leaves"`
	PLeaves       []*leaf           `bson:"pleaves"`
	PS            *string           `bson:"ps"`
	PI            *int              `bson:"pi"`
	PT            *time.Time        `bson:"pt"`
	PL            *leaf             `bson:"pl"`
	M             map[string]string `bson:"m"`
	MM            map[string][]leaf `bson:"mm"`
	Any           any               `bson:"any"`
	Loud          shout             `bson:"loud"`
	Three         [3]int            `bson:"three"`
	Grid          [][]int           `bson:"grid"`
	Untagged      string
	Ignored       string `bson:"-"`
	Long          string
	hidden        string //nolint:unused // shows that it is passed over
}

func someText() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "a", "中文", "😀", "\x00", strings.Repeat("长", 2000)})
}

func someLeaf(depth int) *rapid.Generator[leaf] {
	return rapid.Custom(func(t *rapid.T) leaf {
		l := leaf{A: someText().Draw(t, "a"), Colour: colour(someText().Draw(t, "colour")), N: rapid.Int().Draw(t, "n"), Deep: rapid.SliceOfN(someText(), 0, 3).Draw(t, "deep")}
		if depth > 0 && rapid.Bool().Draw(t, "more") {
			next := someLeaf(depth-1).Draw(t, "next")
			l.Next = &next
		}
		return l
	})
}

func someTree() *rapid.Generator[tree] {
	at := rapid.Map(rapid.Int64Range(-1<<45, 1<<45), func(ms int64) time.Time { return time.UnixMilli(ms).UTC() })
	return rapid.Custom(func(t *rapid.T) tree {
		d := tree{
			S: someText().Draw(t, "s"), C: colour(someText().Draw(t, "c")), I: rapid.Int().Draw(t, "i"), I8: rapid.Int8().Draw(t, "i8"), U16: rapid.Uint16().Draw(t, "u16"),
			I64: rapid.Int64().Draw(t, "i64"), F: rapid.Float64().Draw(t, "f"), F32: rapid.Float32().Draw(t, "f32"), B: rapid.Bool().Draw(t, "b"), T: at.Draw(t, "t"),
			Bytes: rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "bytes"), Tags: rapid.SliceOfN(someText(), 0, 4).Draw(t, "tags"), Times: rapid.SliceOfN(at, 0, 2).Draw(t, "times"),
			Leaf: someLeaf(3).Draw(t, "leaf"), Leaves: rapid.SliceOfN(someLeaf(1), 0, 3).Draw(t, "leaves"), PS: rapid.Ptr(someText(), true).Draw(t, "ps"),
			PI: rapid.Ptr(rapid.Int(), true).Draw(t, "pi"), PT: rapid.Ptr(at, true).Draw(t, "pt"), PL: rapid.Ptr(someLeaf(1), true).Draw(t, "pl"),
			M: rapid.MapOfN(rapid.SampledFrom([]string{"a", "b.c", "$d"}), someText(), 0, 2).Draw(t, "m"), Any: rapid.SampledFrom([]any{nil, "x", int32(1), true}).Draw(t, "any"),
			Loud: shout(someText().Draw(t, "loud")), Three: [3]int{1, 2, 3}, Grid: [][]int{nil, {}, {1, 2}}, Untagged: "u", Ignored: "i",
			Colours: []colour{"rot", "蓝"}, PLeaves: []*leaf{nil, {A: "p"}}, MM: map[string][]leaf{"k": {{A: "m"}}},
		}
		d.ID, d.Version, d.CreatedAt, d.Place = "id", 7, at.Draw(t, "created"), someText().Draw(t, "place")
		return d
	})
}

// TestDecodeAsTheDriverDoes compares the two over documents of every shape; bytes that are used again must not matter.
func TestDecodeAsTheDriverDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := someTree().Draw(t, "doc")
		raw, err := bson.Marshal(&d)
		if err != nil {
			t.Fatal(err)
		}
		if err := same(raw); err != "" {
			t.Fatal(err)
		}
	})
}

func same(raw []byte) string {
	var want tree
	werr := bson.Unmarshal(bytes.Clone(raw), &want)
	buf := bytes.Clone(raw)
	got, err := decode[tree](buf)
	clear(buf)
	switch {
	case (err == nil) != (werr == nil):
		return "error " + errText(err) + ", the driver: " + errText(werr)
	case err == nil && !reflect.DeepEqual(got, want):
		return "the documents differ"
	}
	return ""
}

func errText(err error) string {
	if err == nil {
		return "none"
	}
	return err.Error()
}

// TestDecodeOtherTypes puts a value of every type into every field.
func TestDecodeOtherTypes(t *testing.T) {
	values := []any{nil, "text", int32(-5), int64(1 << 40), 2.0, 2.5, true, time.UnixMilli(5), bson.A{}, bson.A{"x", nil, int32(3)}, bson.A{bson.D{{Key: "a", Value: "y"}}}, bson.D{},
		bson.D{{Key: "a", Value: nil}, {Key: "deep", Value: nil}, {Key: "next", Value: bson.D{}}, {Key: "unknown", Value: 1}}, bson.Binary{Data: []byte{1, 2}}, bson.Binary{Subtype: 4, Data: make([]byte, 16)},
		bson.NewObjectID(), bson.Undefined{}}
	typ := reflect.TypeFor[tree]()
	names := []string{"_id", "version", "created_at", "place", "score", "unknown"}
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("bson"), ",")
		names = append(names, name, strings.ToLower(typ.Field(i).Name))
	}
	for _, name := range names {
		if name == "" || name == "loud" { // its own decoder takes only strings
			continue
		}
		for _, v := range values {
			raw, err := bson.Marshal(bson.D{{Key: "s", Value: "before"}, {Key: name, Value: v}, {Key: "b", Value: true}})
			if err != nil {
				t.Fatal(err)
			}
			if name == "b" || name == "s" {
				continue // twice in one document
			}
			if diff := same(raw); diff != "" {
				t.Errorf("%T in %q: %s", v, name, diff)
			}
		}
	}
}

// TestDecodeDamaged cuts and changes a document everywhere: an error or a document, never a panic.
func TestDecodeDamaged(t *testing.T) {
	raw, err := bson.Marshal(tree{S: "x", Tags: []string{"a", "b"}, Leaves: []leaf{{A: "y"}}, T: time.UnixMilli(1), Bytes: []byte{1}, Grid: [][]int{{1}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		_, _ = decode[tree](raw[:i])
		for _, b := range []byte{0, 1, 2, 3, 4, 16, 127, 255} {
			broken := bytes.Clone(raw)
			broken[i] = b
			_, _ = decode[tree](broken)
		}
	}
}

func TestDecodeLeavesOddTypesToTheDriver(t *testing.T) {
	type odd struct {
		docstore.Meta `bson:",inline"`
		Rest          map[string]any `bson:",inline"`
	}
	if _, err := codec.For[odd](); err == nil {
		t.Error("an inline map was planned for")
	}
}
