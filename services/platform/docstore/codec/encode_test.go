package codec_test

import (
	"bytes"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

type seal []byte

// sparing leaves out what is empty, of every kind.
type sparing struct {
	docstore.Meta `bson:",inline"`
	S             string            `bson:"s,omitempty"`
	C             colour            `bson:"c,omitempty"`
	I             int               `bson:"i,omitempty"`
	I64           int64             `bson:"i64,omitempty"`
	F             float64           `bson:"f,omitempty"`
	B             bool              `bson:"b,omitempty"`
	T             time.Time         `bson:"t,omitempty"`
	Bytes         []byte            `bson:"bytes,omitempty"`
	Seal          seal              `bson:"seal,omitempty"`
	Tags          []string          `bson:"tags,omitempty"`
	M             map[string]string `bson:"m,omitempty"`
	Leaf          leaf              `bson:"leaf,omitempty"`
	P             *leaf             `bson:"p,omitempty"`
	D             bson.D            `bson:"d"`
	Date          bson.DateTime     `bson:"date"`
}

// TestEncodeAsTheDriverDoes compares the two, byte by byte, over documents of every shape.
func TestEncodeAsTheDriverDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := someTree().Draw(t, "doc")
		for len(d.M) > 1 { // the driver has no order for these
			delete(d.M, "a")
			delete(d.M, "$d")
		}
		sameBytes(t, &d)
		s := sparing{}
		if rapid.Bool().Draw(t, "full") {
			s = sparing{
				Meta: d.Meta, S: d.S, C: d.C, I: d.I, I64: d.I64, F: d.F, B: d.B, T: d.T, Bytes: d.Bytes, Seal: d.Bytes, Tags: d.Tags, M: d.M, Leaf: d.Leaf, P: d.PL,
				D: bson.D{{Key: "a", Value: 1}}, Date: 5,
			}
		}
		sameBytes(t, &s)
	})
	sameBytes(t, &tree{})
	sameBytes(t, &sparing{P: &leaf{}, Tags: []string{}})
}

func sameBytes[T any](t rapid.TB, doc *T) {
	t.Helper()
	want, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	got, err := encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%v\nthe driver: %v", bson.Raw(got), bson.Raw(want))
	}
}
