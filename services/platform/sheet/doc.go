// Package sheet reads spreadsheets as offices really keep them, and writes sheets that can be opened anywhere without
// doing anything by themselves.
//
// Reading (Read) takes .xlsx and .csv. The file is judged by its content, never by its name alone. Title lines above the
// header, headers of two lines, notes, totals and signature lines below the rows, prefilled ordinals and repeated headers
// are known and counted, not taken for people; hidden sheets are named and not read. A Layout says which columns are looked
// for and how each is understood; what cannot be understood without guessing is refused cell by cell with a fault that says
// how to write it:
//
//	file → guard (size, entries, ratio, no DTD) → sheets → header → rows → Row.Cell(key): displayed, value, note, fault
//
// Above all, an ID number that a spreadsheet has kept as a number has lost its last digits. It is refused
// (number_rounded) and never repaired, here or after Refused has handed it back.
//
// The workbook is read by a streaming reader of our own, because the type of a cell (text or number) decides whether an
// ID number can be trusted, and because a hostile file must cost bounded memory: excelize tells the type of a cell only
// after it has loaded the whole sheet. Excelize writes. CSV is read by encoding/csv, with a ration for each record.
//
// Writing (Write, WriteCSV, Refused, Template) makes every value a text. Nothing that is written can be a formula.
package sheet
