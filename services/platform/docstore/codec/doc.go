// Package codec encodes Go structs as BSON documents and decodes them, several times faster than the MongoDB driver and
// with the same result; the driver is the oracle of its tests. It knows the kinds of fields that documents mostly have
// (coder.go) and leaves every other kind, and every stored value of an unexpected type, to the driver.
package codec
