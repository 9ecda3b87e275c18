package docstore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/internal/scope"
)

// The errors of the store, the same on both engines.
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

// Meta holds the fields that every document has. Embed it inline, and give each type of document an id prefix with id.New.
type Meta struct {
	ID        string    `bson:"_id"`
	Version   int64     `bson:"version"` // 1 when inserted, incremented by each change; only the store sets it
	CreatedAt time.Time `bson:"created_at"`
	CreatedBy string    `bson:"created_by"`
	UpdatedAt time.Time `bson:"updated_at"`
	UpdatedBy string    `bson:"updated_by"`
}

// Base returns the Meta of a document, so that the store can set it.
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
	Refs    []Ref       // which fields hold ids of other collections' documents; Check reports ids without a document
	Warm    bool        // documents are mostly read by id: SQLite caches them
}

// Index lists declared fields in order; "-field" sorts that field downwards. For a page, the engine uses the index with the
// most leading fields that the filter compares by equality and that is then in the order of the sort; of two equal ones,
// the one declared first.
type Index struct {
	Name   string   // returned by Duplicate errors
	Fields []string // at most one of them an array
	Unique bool     // no two documents have equal values in all fields; documents that lack one of the fields are not in the index
	Sparse bool     // documents that lack the last field may be left out; used only for filters that require that field

	// Selective makes a page check first whether few documents have the value, values or prefix that its filter gives for
	// the first field. If so, they are found by this index and sorted; otherwise the page reads along its sort until it is
	// full. Use it for fields of which some values are rare and others common, such as a region or a status. SQLite only.
	Selective bool
}

// ScopeFields names the fields of a collection that hold a region path, organisation ids, the id of the person concerned,
// and the ids of those to whom the document is assigned. With several fields, one of them has to match. All must be
// declared in Fields ("_id" always is). An array of regions also holds the paths of all regions above each, so that a page
// can be read in order however many documents a region has.
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

// LimitOf returns the limit of a page with the options.
func LimitOf(opts ...Option) int {
	if o := gather(opts); o.limit > 0 {
		return o.limit
	}
	return pageLimit
}

// After continues after the cursor that an earlier Page returned; an empty cursor starts at the beginning.
func After(cursor string) Option { return func(o *options) { o.after = cursor } }

// IfVersion makes Update and Delete fail with ErrStale unless the document has this version; 0 allows any version.
func IfVersion(v int64) Option { return func(o *options) { o.version = v } }

// MaxFind is the most documents that Find returns without Limit; if more match, it fails.
const MaxFind = 10_000

// MaxBytes is the most bytes that one read returns; more is ErrTooMuch.
const MaxBytes = 64 << 20

// Page is one page of a list. Next is the cursor of the next page; empty on the last one.
type Page[T any] struct {
	Items []T
	Next  string
}

// Measure is one figure that Sum computes over a declared numeric field.
type Measure struct {
	Op    string // "sum", "min", "max" or "count" (Field empty)
	Field string
}

// Group is one row of Sum: the values of the grouping fields (nil when missing) and of the measures, each in order.
type Group struct {
	Keys   []any
	Values []int64
}

// Stamper returns the acting user and the time, for the created and updated fields. cmd passes it to New.
type Stamper func(ctx context.Context) (by string, at time.Time)

// Scope is the reach of an actor's permission; auth makes it, Scoped.In applies it.
type Scope = scope.Scope

// Filter is a filter in the subset of MongoDB's notation that package query accepts.
type Filter = bson.D

// TxOption changes how a transaction runs.
type TxOption func(*txOptions)

type txOptions struct{ hot string }

// Hot names the document that many transactions change at the same time. MongoDB queues the callers of a key and lets them
// share a transaction; SQLite ignores it, because its transactions share commits anyway.
func Hot(key string) TxOption { return func(o *txOptions) { o.hot = key } }
