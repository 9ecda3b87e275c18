// Package opendata publishes what the public pages show as tables: CSV for programs, XLSX for people, each with a description of every column (a
// table schema of CSV on the Web beside the CSV, a second sheet in the workbook). It stores nothing.
//
// The tables are those of table.go: organisations, contracts, amendments, milestones, payments, evaluations, activities. Each row is public on a page
// of the site, or was: drafts, cancelled contracts, results that are not published and activities that were never published are not there.
//
// Never published are people, bank accounts, numbers of invoices and vouchers, evidence, reasons and opinions, addresses below a township, and how many
// took part: the figures of persons stand on the pages of contracts and organisations, where small ones are hidden.
//
// Who may do what: anybody reads and downloads. A download reads the store page by page, so it needs the memory of one page for any number of rows;
// 30 an hour for one address.
package opendata
