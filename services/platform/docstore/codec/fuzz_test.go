package codec_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/codec"
)

func encode[T any](doc *T) ([]byte, error) {
	c, err := codec.For[T]()
	if err != nil {
		return nil, err
	}
	return c.Encode(doc)
}

func decode[T any](raw []byte) (doc T, err error) {
	c, err := codec.For[T]()
	if err != nil {
		return doc, err
	}
	return doc, c.Decode(raw, &doc)
}

// FuzzCodec compares the codec with the driver: of every document that the driver decodes, the codec makes the same struct,
// and of that struct the same document.
func FuzzCodec(f *testing.F) {
	text := "中文"
	for _, doc := range []any{
		&tree{},
		&tree{
			S: text, Tags: []string{"a", ""}, Leaves: []leaf{{A: "y", Next: &leaf{N: 1 << 40}}}, T: time.UnixMilli(1), Bytes: []byte{1}, Grid: [][]int{{1}, nil},
			PS: &text, M: map[string]string{"a": "b"}, Any: bson.D{{Key: "x", Value: 1.5}}, I8: -3, PT: &time.Time{}, Long: strings.Repeat("x", 5000),
		},
		bson.D{{Key: "S", Value: "upper"}, {Key: "i", Value: 2.0}, {Key: "leaf", Value: nil}, {Key: "pl", Value: bson.Undefined{}}, {Key: "times", Value: bson.Binary{Data: []byte{1}}}},
	} {
		raw, err := bson.Marshal(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var want tree
		driverErr := bson.Unmarshal(bytes.Clone(raw), &want)
		buffer := bytes.Clone(raw)
		got, err := decode[tree](buffer)
		clear(buffer) // the store uses it again
		if driverErr != nil {
			return // the codec may skip a damaged value that no field asks for
		}
		if err != nil {
			t.Fatalf("%v: %v", bson.Raw(raw), err)
		}
		if got.M, want.M = nil, nil; !reflect.DeepEqual(got.MM, want.MM) { // maps have no order in a document
			t.Fatalf("%v, the driver: %v", got.MM, want.MM)
		}
		got.MM, want.MM = nil, nil
		sameBytes(t, &got)
		sameBytes(t, &want)
		one, _ := bson.Marshal(&got)
		two, _ := bson.Marshal(&want) // not the structs: NaN differs from itself
		if !bytes.Equal(one, two) {
			t.Fatalf("%v\nthe driver: %v", bson.Raw(one), bson.Raw(two))
		}
	})
}

// ordinary is a document like those of the features.
type ordinary struct {
	docstore.Meta `bson:",inline"`
	Title         string    `bson:"title"`
	Status        colour    `bson:"status"`
	Org           string    `bson:"org"`
	Region        *string   `bson:"region"`
	Start         time.Time `bson:"start"`
	End           time.Time `bson:"end"`
	Capacity      int       `bson:"capacity"`
	Minutes       int64     `bson:"minutes,omitempty"`
	Open          bool      `bson:"open"`
	Tags          []string  `bson:"tags"`
	Leaves        []leaf    `bson:"leaves,omitempty"`
	Sealed        seal      `bson:"sealed"`
}

func BenchmarkCodec(b *testing.B) {
	region := "52/5201/520111/"
	doc := ordinary{Title: "周末作业辅导", Status: "published", Org: "org_1", Region: &region, Start: time.UnixMilli(1), Capacity: 20, Tags: []string{"教学", "陪伴"}, Sealed: make(seal, 60)}
	doc.ID, doc.CreatedBy, doc.UpdatedBy = "act_1", "usr_1", "usr_2"
	c, err := codec.For[ordinary]()
	if err != nil {
		b.Fatal(err)
	}
	raw, err := c.Encode(&doc)
	if err != nil {
		b.Fatal(err)
	}
	for name, run := range map[string]func() error{
		"encode":           func() error { _, err := c.Encode(&doc); return err },
		"encode by driver": func() error { _, err := bson.Marshal(&doc); return err },
		"decode":           func() error { var into ordinary; return c.Decode(raw, &into) },
		"decode by driver": func() error { var into ordinary; return bson.Unmarshal(raw, &into) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
