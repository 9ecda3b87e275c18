package ocds

import (
	"fmt"
	"time"
)

// Yuan is an amount of money in fen. In JSON it is a number of yuan with two decimals.
type Yuan int64

// MarshalJSON writes 123456 as 1234.56.
func (y Yuan) MarshalJSON() ([]byte, error) {
	sign := ""
	if y < 0 {
		sign, y = "-", -y
	}
	return fmt.Appendf(nil, "%s%d.%02d", sign, y/100, y%100), nil
}

// Points are hundredths of a point. In JSON they are a number with two decimals.
type Points int64

// MarshalJSON writes 8650 as 86.50.
func (p Points) MarshalJSON() ([]byte, error) { return Yuan(p).MarshalJSON() }

// Value is an amount of money.
type Value struct {
	Amount   Yuan   `json:"amount" swaggertype:"number"`
	Currency string `json:"currency"`
}

// Period is a time from its start to its end, both included. An end that is not known is left out.
type Period struct {
	Start time.Time `json:"startDate" format:"date-time"`
	End   time.Time `json:"endDate,omitempty,omitzero" format:"date-time"`
}

// Identifier is the identity of an organisation in a list of organisations.
type Identifier struct {
	Scheme    string `json:"scheme"`
	ID        string `json:"id"`
	LegalName string `json:"legalName,omitempty"`
}

// Address is where the buyer is: the names of its region and those above.
type Address struct {
	Region  string `json:"region"`
	Country string `json:"countryName"`
}

// Party is an organisation with its roles in the process. An organisation has the same roles in every release.
type Party struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Identifier *Identifier `json:"identifier,omitempty"`
	Address    *Address    `json:"address,omitempty"`
	Roles      []string    `json:"roles"`
}

// PartyRef names one of the parties.
type PartyRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Document is a public page about the process.
type Document struct {
	ID        string    `json:"id"`
	Type      string    `json:"documentType"`
	Title     string    `json:"title"`
	URL       string    `json:"url"`
	Published time.Time `json:"datePublished,omitempty,omitzero" format:"date-time"`
	Format    string    `json:"format,omitempty"`
	Language  string    `json:"language"`
}

// Classification says by which list an item is bought.
type Classification struct {
	Scheme      string `json:"scheme"`
	ID          string `json:"id"`
	Description string `json:"description"`
}

// Unit is the unit of an item's quantity.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Item is one service that is bought: an indicator that is counted, with its target.
type Item struct {
	ID             string         `json:"id"`
	Description    string         `json:"description"`
	Classification Classification `json:"classification"`
	Quantity       float64        `json:"quantity"`
	Unit           Unit           `json:"unit"`
}

// Budget says from which budget year and for what the money comes, without the amount.
type Budget struct {
	Description string `json:"description"`
}

// Planning is the section about the planning of the purchase.
type Planning struct {
	Budget Budget `json:"budget"`
}

// Tender is the section about the procurement.
type Tender struct {
	ID              string     `json:"id"`
	Title           string     `json:"title,omitempty"`
	Status          string     `json:"status"`
	ProcuringEntity *PartyRef  `json:"procuringEntity,omitempty"`
	Items           []Item     `json:"items,omitempty"`
	Method          string     `json:"procurementMethod,omitempty"`
	MethodDetails   string     `json:"procurementMethodDetails,omitempty"`
	Category        string     `json:"mainProcurementCategory,omitempty"`
	ContractPeriod  *Period    `json:"contractPeriod,omitempty"`
	Documents       []Document `json:"documents,omitempty"`
}

// Award is the result of the procurement.
type Award struct {
	ID             string     `json:"id"`
	Title          string     `json:"title"`
	Status         string     `json:"status"`
	Date           time.Time  `json:"date" format:"date-time"`
	Value          Value      `json:"value"`
	Suppliers      []PartyRef `json:"suppliers"`
	Items          []Item     `json:"items,omitempty"`
	ContractPeriod *Period    `json:"contractPeriod,omitempty"`
}

// Contract is the section about the contract. In a release after the first it holds only what the release is about.
type Contract struct {
	ID             string          `json:"id"`
	AwardID        string          `json:"awardID"`
	Title          string          `json:"title,omitempty"`
	Description    string          `json:"description,omitempty"`
	Status         string          `json:"status,omitempty"`
	Period         *Period         `json:"period,omitempty"`
	Value          *Value          `json:"value,omitempty"`
	Items          []Item          `json:"items,omitempty"`
	Signed         time.Time       `json:"dateSigned,omitempty,omitzero" format:"date-time"`
	Documents      []Document      `json:"documents,omitempty"`
	Implementation *Implementation `json:"implementation,omitempty"`
	Amendments     []Amendment     `json:"amendments,omitempty"`
	Evaluations    []Evaluation    `json:"evaluations,omitempty"` // of our extension
}

// Implementation is the section about the services and the money paid for them.
type Implementation struct {
	Transactions []Transaction `json:"transactions,omitempty"`
	Milestones   []Milestone   `json:"milestones,omitempty"`
	Documents    []Document    `json:"documents,omitempty"`
}

// Milestone is one stage of the work.
type Milestone struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Type     string    `json:"type"`
	Due      time.Time `json:"dueDate" format:"date-time"`
	Met      time.Time `json:"dateMet,omitempty,omitzero" format:"date-time"`
	Modified time.Time `json:"dateModified" format:"date-time"`
	Status   string    `json:"status"`
}

// Transaction is one payment.
type Transaction struct {
	ID    string    `json:"id"`
	Date  time.Time `json:"date" format:"date-time"`
	Value Value     `json:"value"`
	Payer PartyRef  `json:"payer"`
	Payee PartyRef  `json:"payee"`
}

// Amendment is a supplementary contract.
type Amendment struct {
	ID          string    `json:"id"`
	Date        time.Time `json:"date" format:"date-time"`
	Description string    `json:"description"`
	Amends      string    `json:"amendsReleaseID"`
	Release     string    `json:"releaseID"`
}

// Evaluation is the final result of one evaluation; extension/README.md describes every field.
type Evaluation struct {
	ID        string     `json:"id"`
	Type      string     `json:"type"`
	Title     string     `json:"title"`
	Date      time.Time  `json:"date" format:"date-time"`
	Publicity *Period    `json:"publicityPeriod,omitempty"`
	Score     Points     `json:"score" swaggertype:"number"`
	Most      Points     `json:"maximumScore" swaggertype:"number"`
	Passed    bool       `json:"passed"`
	Grade     string     `json:"grade,omitempty"`
	Sections  []Section  `json:"sections,omitempty"`
	Documents []Document `json:"documents,omitempty"`
}

// Section is the score of one part of the score sheet.
type Section struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Score Points `json:"score" swaggertype:"number"`
	Most  Points `json:"maximumScore" swaggertype:"number"`
}

// Release says what happened at one time.
type Release struct {
	OCID       string     `json:"ocid"`
	ID         string     `json:"id"`
	Date       time.Time  `json:"date" format:"date-time"`
	Tag        []string   `json:"tag"`
	Initiation string     `json:"initiationType"`
	Language   string     `json:"language"`
	Parties    []Party    `json:"parties"`
	Buyer      PartyRef   `json:"buyer"`
	Planning   *Planning  `json:"planning,omitempty"`
	Tender     *Tender    `json:"tender,omitempty"`
	Awards     []Award    `json:"awards,omitempty"`
	Contracts  []Contract `json:"contracts,omitempty"`
}

// LinkedRelease names a release and where it is found.
type LinkedRelease struct {
	URL  string    `json:"url"`
	Date time.Time `json:"date" format:"date-time"`
	Tag  []string  `json:"tag"`
}

// Record is one contract: its releases by their addresses, and the state that they lead to.
type Record struct {
	OCID     string          `json:"ocid"`
	Releases []LinkedRelease `json:"releases"`
	Compiled Release         `json:"compiledRelease"`
}

// Publisher is who publishes.
type Publisher struct {
	Name string `json:"name"`
	URI  string `json:"uri"`
}

// Links holds the address of the next page.
type Links struct {
	Next string `json:"next"`
}

// Head is what both kinds of package begin with. PublishedDate is the date of the latest release in the package.
type Head struct {
	URI           string    `json:"uri"`
	Version       string    `json:"version"`
	Extensions    []string  `json:"extensions"`
	Publisher     Publisher `json:"publisher"`
	License       string    `json:"license,omitempty"`
	Policy        string    `json:"publicationPolicy"`
	PublishedDate time.Time `json:"publishedDate,omitempty,omitzero" format:"date-time"`
	Links         *Links    `json:"links,omitempty"` // absent on the last page
}

// ReleasePackage is a page of releases.
type ReleasePackage struct {
	Head
	Releases []Release `json:"releases"`
}

// RecordPackage is a page of records.
type RecordPackage struct {
	Head
	Records []Record `json:"records"`
}
