package docstore

import "fmt"

// base returns the meta of a document whose type Declare has checked.
func base[T any](doc *T) *Meta { return any(doc).(Document).Base() }

// encode returns doc as a row and sets its times to whole milliseconds. It fails when doc has no id.
func (c *Collection[T]) encode(doc *T) (Row, error) {
	m := base(doc)
	if m.ID == "" {
		return Row{}, fmt.Errorf("%w: collection %s: a document without an id", ErrUnsupported, c.table.Name)
	}
	raw, err := c.codec.Encode(doc)
	if err != nil {
		return Row{}, fmt.Errorf("encode %s %s: %w", c.table.Name, m.ID, err)
	}
	values, err := c.table.Values(raw, nil)
	if err != nil {
		return Row{}, fmt.Errorf("encode %s %s: %w", c.table.Name, m.ID, err)
	}
	return Row{ID: m.ID, Version: m.Version, Doc: raw, Values: values}, nil
}

// decode fills doc, which must be a zero value.
func (c *Collection[T]) decode(raw []byte, doc *T) error {
	if err := c.codec.Decode(raw, doc); err != nil {
		return fmt.Errorf("decode a document of %s: %w", c.table.Name, err)
	}
	return nil
}
