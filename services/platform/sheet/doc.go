// Package sheet reads spreadsheets as offices fill them in, and writes sheets without formulas.
//
// Read accepts .xlsx and .csv and detects the format by content, not by name. It recognises and counts title lines above the
// header, headers of two lines, notes, totals and signature lines below the rows, prefilled ordinals and repeated headers,
// and does not return them as data. Hidden sheets are named and not read. A Layout lists the wanted columns and the kind of
// each. A cell that cannot be read without guessing is refused with a fault that says how to write it:
//
//	file → limits (size, entries, ratio, no DTD) → sheets → header → rows → Row.Cell(key): displayed, value, note, fault
//
// An ID number stored as a number has lost its last digits. It is refused (number_rounded) and never repaired, also after
// Refused has returned it.
//
// Workbooks are read by our own streaming reader. The type of a cell (text or number) decides whether an ID number can be
// trusted, and a hostile file must cost bounded memory; excelize tells the type only after loading the whole sheet. Excelize
// writes workbooks. CSV is read by encoding/csv with a size limit for each record.
//
// Write, WriteCSV, Refused and Template write every value as text, except that Write writes numbers and days of marked columns as such, so
// nothing in the file can be a formula.
package sheet
