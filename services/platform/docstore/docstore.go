package docstore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/internal/scope"
)

// The errors of the store. They are alike on every engine.
var (
	ErrNotFound    = fault.New(fault.NotFound, "not_found", "There is no such record, or it is not yours to see.", "没有找到这条记录，或者您无权查看。")
	ErrStale       = fault.New(fault.Stale, "stale_version", "Somebody else changed this record. Load it again and repeat your change.", "这条记录刚被他人修改，请重新打开后再改。")
	ErrDuplicate   = fault.New(fault.Conflict, "duplicate", "This record is already there.", "该记录已存在，请勿重复提交。")
	ErrUnsupported = query.ErrUnsupported
	ErrBusy        = fault.New(fault.Unavailable, "store_busy", "The store is busy. Try again in a moment.", "系统繁忙，请稍后再试。")
	ErrUnknown     = fault.New(fault.Unavailable, "store_unknown", "It is not certain that this was saved. Look before you repeat it.", "暂时无法确认是否已保存，请先查看结果，再决定是否重新提交。")
	ErrFull        = fault.New(fault.Unavailable, "store_full", "The store has no room left. Nothing was saved; tell whoever runs the system.", "存储空间已满，本次内容未保存，请联系系统管理员。")
	ErrDisk        = fault.New(fault.Unavailable, "store_disk", "The store cannot use its disk at the moment. Nothing was saved; tell whoever runs the system.", "存储设备暂时无法读写，本次内容未保存，请联系系统管理员。")
	ErrTooMuch     = fault.New(fault.Unavailable, "store_too_much", "That is too much to read at once. Narrow the search and try again.", "一次读取的内容过多，请缩小查询范围后再试。")
	ErrCursor      = fault.New(fault.Invalid, "cursor_invalid", "This page link is no longer good. Start again from the first page.", "翻页位置已失效，请从第一页重新开始。")
)

// Meta is what every document carries; embed it inline and give T's ID its prefix with id.New.
type Meta struct {
	ID        string    `bson:"_id"`
	Version   int64     `bson:"version"` // 1 when inserted, one more with each change; the store alone sets it
	CreatedAt time.Time `bson:"created_at"`
	CreatedBy string    `bson:"created_by"`
	UpdatedAt time.Time `bson:"updated_at"`
	UpdatedBy string    `bson:"updated_by"`
}

// Base gives the store its way to the meta of any document that embeds it.
func (m *Meta) Base() *Meta { return m }

// Document is satisfied by a pointer to any struct that embeds Meta.
type Document interface{ Base() *Meta }

// Spec declares a collection: its name, the fields that filters and sorts may name, and its indexes. The type of a
// field is that of the struct field with that bson name (dotted for nested structs): string, int64, int, bool, float64,
// time.Time, []string, a pointer to or a named type of one of them.
type Spec struct {
	Name    string
	Fields  []string
	Indexes []Index
	Scope   ScopeFields // which fields a Scope narrows; the zero value for collections that are not scoped
	Refs    []Ref       // which fields hold ids of other collections' documents; Check sees that they are there
	Warm    bool        // documents are read by their id more often than anything else: SQLite caches them
}

// Index is over declared fields in order; "-field" sorts that field downwards. A page goes along the index that has the most
// fields in front of its sort that the filter asks for by equality; of two such indexes along the one declared first.
type Index struct {
	Name   string   // appears in Duplicate errors
	Fields []string // at most one of them an array
	Unique bool     // two documents may not agree in all fields; documents that lack any of the fields are left out of it
	Sparse bool     // documents that lack the last field may be left out; it serves only filters that ask for that field to be there

	// Selective has a page whose filter asks for a value, values or a prefix of the first field look first whether few
	// documents have it. Those are found by this index and sorted, instead of going along the sort until some are met. It is
	// for fields of which some values are rare and others common, such as a region or a status. SQLite only.
	Selective bool
}

// ScopeFields names the fields of a collection that hold a region path, organisation ids, the person it is about and
// those to whom it is assigned. Several fields mean "any of them". All must be declared in Fields ("_id" always is). An array
// of regions holds the paths above each of them as well: that keeps a page in order, however many documents a region has.
type ScopeFields struct {
	Region   []string
	Org      []string
	Self     []string
	Assigned []string
}

// Prefix is the filter value that matches strings beginning with the path: bson.D{{"region", docstore.Prefix("52/")}}.
type Prefix = query.Prefix

// Option changes how Find, First, Page, Each or Count answer.
type Option func(*options)

type options struct {
	sort    []string
	limit   int
	after   string
	version int64
	noNext  bool // the caller does not need the cursor of what follows
}

// Sort orders by declared fields; "-field" is downwards. "_id" is always appended, in the
// direction of the last field, so that the order is total.
func Sort(fields ...string) Option { return func(o *options) { o.sort = fields } }

// Limit bounds the number of documents. Without it Find returns at most MaxFind.
func Limit(n int) Option { return func(o *options) { o.limit = n } }

// After continues behind the cursor that an earlier Page returned; empty starts at the beginning.
func After(cursor string) Option { return func(o *options) { o.after = cursor } }

// IfVersion makes Update and Delete fail with ErrStale unless the document has this version; 0 asks for none.
func IfVersion(v int64) Option { return func(o *options) { o.version = v } }

// MaxFind is the most documents a Find without Limit returns; one more is an error, never a silent cut.
const MaxFind = 10_000

// MaxBytes is the most that one reading may bring back; more is ErrTooMuch.
const MaxBytes = 64 << 20

// Page is one keyset page. Next is empty on the last one.
type Page[T any] struct {
	Items []T
	Next  string
}

// Measure asks Sum for one figure over a declared numeric field.
type Measure struct {
	Op    string // "sum", "min", "max" or "count" (Field empty)
	Field string
}

// Group is one row of Sum: the values of the grouping fields in order (missing is nil) and of the measures in order.
type Group struct {
	Keys   []any
	Values []int64
}

// Stamper tells who writes and when, for the created and updated fields. cmd hands it over.
type Stamper func(ctx context.Context) (by string, at time.Time)

// Scope is what auth makes and In takes.
type Scope = scope.Scope

// Filter is a filter in the closed subset of MongoDB's notation that query checks.
type Filter = bson.D

// TxOption changes how a transaction runs.
type TxOption func(*txOptions)

type txOptions struct{ hot string }

// Hot names the document that the transaction will contend for. MongoDB queues callers per key and lets them share a
// transaction; SQLite groups everything and ignores it.
func Hot(key string) TxOption { return func(o *txOptions) { o.hot = key } }
