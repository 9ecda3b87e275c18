package main

import "fmt"

// payment reads the contract's payment of that number.
func (s *story) payment(seq int) (id, hash string, fen int64) {
	s.t.Helper()
	p := items(s.as("clerk").get("/contracts/" + s.ids["contract"] + "/payments"))[seq-1]
	return p["id"].(string), p["hash"].(string), int64(p["amount_fen"].(float64))
}

// due is what is due of a payment by the contract's table.
type due struct {
	ID        string
	AmountFen int64 `json:"amount_fen"`
	PayFen    int64 `json:"pay_fen"`
	DeductFen int64 `json:"deduct_fen"`
	Basis     struct {
		Grade   string
		ShareBP int64 `json:"share_bp"`
	}
}

// worked reads what is due of the contract's payment of that number and checks the sum.
func (s *story) worked(seq int) due {
	s.t.Helper()
	var v struct{ Items []due }
	s.as("lead").get("/contracts/" + s.ids["contract"] + "/payments").Want(200).JSON(&v)
	d := v.Items[seq-1]
	if d.PayFen+d.DeductFen != d.AmountFen || d.PayFen != (d.AmountFen*d.Basis.ShareBP+5_000)/10_000 {
		s.t.Errorf("payment %d: %+v", seq, d)
	}
	return d
}

// deliver submits the milestone and has it accepted.
func (s *story) deliver(seq int) {
	s.t.Helper()
	at := fmt.Sprintf("/contracts/%s/milestones/%s", s.ids["contract"], s.ids[fmt.Sprintf("milestone %d", seq)])
	s.as("lead").post(at+"/submit", obj{"evidence": evidence}).Want(200)
	s.as("approver").post(at+"/accept", nil).Want(200)
}

// pay has the payment applied for, approved and paid by three people.
func (s *story) pay(seq int) {
	s.t.Helper()
	id, _, _ := s.payment(seq)
	s.as("treasurer").post("/payments/"+id+"/apply", obj{"invoice_no": fmt.Sprintf("FP-2026-%04d", seq)}).Want(200)
	_, hash, _ := s.payment(seq)
	s.as("approver").post("/payments/"+id+"/approve", obj{"hash": hash}).Want(200)
	s.as("finance").post("/payments/"+id+"/pay", obj{"voucher_no": fmt.Sprintf("PZ-2026-%04d", seq)}).Want(200)
}

// tellMoney has three people deliver, accept and pay the first milestone.
func tellMoney(s *story) {
	s.at("2026-03-20 10:00")
	con := "/contracts/" + s.ids["contract"]
	first := con + "/milestones/" + s.ids["milestone 1"]
	id, stale, fen := s.payment(1)
	if fen != 15_000_000 {
		s.t.Errorf("the first payment is %d fen", fen)
	}
	apply := obj{"invoice_no": "FP-2026-0001"}
	s.as("treasurer").post("/payments/"+id+"/apply", apply).Refused(409, "payment_not_due")
	s.as("Lan").post(first+"/submit", obj{"evidence": evidence}).Refused(403, "forbidden")
	s.as("rival").post(first+"/submit", obj{"evidence": evidence}).Refused(404, "not_found")
	s.as("lead").post(first+"/submit", obj{"evidence": "做完了"}).Refused(400, "evidence_required")
	s.as("lead").post(first+"/submit", obj{"evidence": evidence}).Want(200)
	s.as("lead").post(first+"/accept", nil).Refused(403, "forbidden")
	s.as("approver").post(first+"/return", obj{"reason": because}).Want(200)
	s.as("lead").post(first+"/submit", obj{"evidence": evidence}).Want(200)
	s.as("approver").post(first+"/accept", nil).Want(200)
	s.says("Nothing is paid before the milestone is accepted. The lead hands it in, the buyer's approver returns it once, then accepts it.")

	s.as("rival").post("/payments/"+id+"/apply", apply).Refused(404, "not_found")
	s.as("treasurer").post("/payments/"+id+"/apply", apply).Want(200)
	_, hash, _ := s.payment(1)
	s.as("treasurer").post("/payments/"+id+"/approve", obj{"hash": hash}).Refused(403, "forbidden")
	s.as("finance").post("/payments/"+id+"/approve", obj{"hash": hash}).Refused(403, "forbidden")
	s.as("finance").post("/payments/"+id+"/pay", obj{"voucher_no": "PZ-2026-0001"}).Refused(409, "payment_move")
	s.as("approver").post("/payments/"+id+"/approve", obj{"hash": stale}).Refused(409, "payment_changed")
	s.as("approver").post("/payments/"+id+"/approve", obj{"hash": hash}).Want(200)
	s.as("approver").post("/payments/"+id+"/pay", obj{"voucher_no": "PZ-2026-0001"}).Refused(403, "forbidden")
	s.as("finance").post("/payments/"+id+"/pay", obj{"voucher_no": "PZ-2026-0001"}).Want(200)
	s.as("finance").post("/payments/"+id+"/pay", obj{"voucher_no": "PZ-2026-0001"}).Refused(409, "payment_move")
	s.says("The treasurer applies, the approver approves exactly what is shown, finance pays, once: three persons, and none does another's part.")

	s.deliver(2)
	id, _, _ = s.payment(2)
	s.as("treasurer").post("/payments/"+id+"/apply", obj{"invoice_no": "FP-2026-0002"}).Refused(409, "payment_not_due")
	s.says("The second milestone is accepted too, but its payment waits for the mid-term evaluation.")
}
