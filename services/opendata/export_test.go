package opendata

import "github.com/tongxing-platform/tongxing/services/contracts"

// ContractRows returns the rows of a table that one contract makes.
func (s *Service) ContractRows(table string, c *contracts.Contract, paid []contracts.Payment) [][]string {
	switch table {
	case "contracts":
		return [][]string{s.contractRow(c, "52520111MJY0000000", paid)}
	case "amendments":
		return amendmentRows(c)
	}
	return milestoneRows(c)
}
