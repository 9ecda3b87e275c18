package notify

import (
	"slices"
	"strings"
	"time"
)

// Channel is a means of sending messages.
type Channel string

// The channels.
const (
	InApp   Channel = "inbox" // 站内信
	ByEmail Channel = "email" // 电子邮件
	BySMS   Channel = "sms"   // 短信
	ByHook  Channel = "hook"  // 网络回调 webhook: to a program
)

// Text is a subject and a body; in a template both may hold {name} placeholders.
type Text struct {
	Subject string
	Body    string
}

// Template is one kind of message in both languages. Its name begins with the feature: "activity.reminder". The placeholder
// of a secret is allowed in the body only.
type Template struct {
	Name   string
	ZH     Text
	EN     Text
	Weight Weight
}

// Weight says what may hold back mail and SMS.
type Weight uint8

// The weights. An urgent message and a code are Essential whatever their template says.
const (
	Ordinary  Weight = iota // counts in the daily limit and is held back by it
	Essential               // must arrive (a change, a cancellation, a place, a reminder): not counted, not held back by the limit
	Safety                  // a person may be in danger: goes by every channel it names at any hour, also those switched off
)

// Render returns the text in the language ("en…", else Chinese) with each {name} replaced by its value. {name_en} stands for
// the English of {name}; a message stored before name_en existed shows the value of {name} there. A placeholder for which
// there is no value is left as it is, which the tests of each feature's messages refuse.
func (t Template) Render(lang string, values map[string]string) Text {
	text := t.ZH
	if strings.HasPrefix(lang, "en") {
		text = t.EN
	}
	pairs := make([]string, 0, 2*len(values))
	for k, v := range values {
		pairs = append(pairs, "{"+k+"}", v)
	}
	for k, v := range values { // behind the others: the first pair counts
		pairs = append(pairs, "{"+k+"_en}", v)
	}
	r := strings.NewReplacer(pairs...)
	return Text{Subject: NestQuotes(r.Replace(text.Subject)), Body: NestQuotes(r.Replace(text.Body))}
}

// NestQuotes turns quotation marks inside “a quotation” into single ones, as both languages do, so that a name with quotation
// marks can be quoted in a sentence.
func NestQuotes(text string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '“':
			if depth++; depth%2 == 0 {
				return '‘'
			}
		case '”':
			if depth--; depth > 0 && depth%2 == 1 {
				return '’'
			}
			depth = max(depth, 0)
		}
		return r
	}, text)
}

// PageOf is the key of Message.Data under which a record without a page of its own has the id of the one that has.
const PageOf = "page_of"

// Message is something to tell one recipient, once. Neither Key nor Data may hold a name, number or address of a person
// cared for.
type Message struct {
	Key       string            // unique for ever: a second message with it is ignored
	To        string            // usr_…, vol_… or org_…
	Via       string            // the group from which it was forwarded to To, who has to belong to it still; set by the Dispatcher
	Template  string            // name of the template
	Subject   string            // id of the record concerned; may be empty
	Data      map[string]string // values of the template's placeholders
	Secret    map[string]string // values that are sealed until sent and never shown in the inbox: one-time codes
	Channels  []Channel         // empty: inbox and what the recipient prefers
	Urgent    bool              // ignores quiet hours and the daily limit, and does not count in it
	ExpiresAt time.Time         // afterwards it is skipped, with a record; zero: never
}

// waiting returns the status in which the message waits.
func (m Message) waiting() Status {
	if len(m.Channels) == 1 && m.Channels[0] == ByHook {
		return waitingHook
	}
	return Waiting
}

func (m Message) hasSecret() bool { return len(m.Secret) > 0 }

// Status is the state of a message, or of one of its channels.
type Status string

// The statuses; doc.go has the diagram. Only a message can be Forwarded.
const (
	Waiting   Status = "waiting"
	Sent      Status = "sent"
	Dead      Status = "dead"
	Skipped   Status = "skipped"
	Forwarded Status = "forwarded"

	// waitingHook is Waiting of a message to a program. Its own status lets SendHooks claim it apart, so that no slow receiver delays
	// what people wait for.
	waitingHook Status = "waiting_hook"
)

// Codes that say why a message ended without being sent.
const (
	ReasonExpired = "expired"    // too late
	ReasonUntrue  = "untrue"     // the feature says that it no longer applies
	ReasonNobody  = "nobody"     // the recipient does not exist or has no address
	ReasonRefused = "refused"    // a channel refused it for good
	ReasonTries   = "tries_used" // a channel failed too often
)

// Codes that say why mail or SMS was withheld, in Attempt.Error.
const (
	HeldByLimit = "enough_today" // the person has had as many ordinary messages today as one gets
	HeldOff     = "switched_off" // the person has switched the channel off
	HeldByQuiet = "quiet_hours"  // waits for the end of the quiet hours, or was too late then
)

// Withheld reports whether the channel was held back, by the limit, the person's settings or the quiet hours.
func (a Attempt) Withheld() bool {
	return a.Status != Sent && slices.Contains([]string{HeldByLimit, HeldOff, HeldByQuiet}, a.Error)
}

// Attempt is the state of a message on one channel.
type Attempt struct {
	Channel Channel `bson:"channel"`
	Status  Status  `bson:"status"`
	Tries   int64   `bson:"tries"`
	Error   string  `bson:"error,omitempty"`  // a code, never the provider's text
	Answer  string  `bson:"answer,omitempty"` // of a program: the status of its last answer, or a code why there was none
}

// Withheld is a message that is in the inbox of its recipient at most, for the staff who may have to ring them up.
type Withheld struct {
	To       string
	Subject  string // id of the record concerned
	Title    string // the message's subject line
	Reason   string // HeldByLimit, HeldOff or HeldByQuiet
	Channels []Channel
	At       time.Time // since when
	Until    time.Time // when mail and SMS go out; zero: never
}

// Failure is a message that was given up or withheld, without text and recipient.
type Failure struct {
	ID       string
	Key      string
	Template string
	Reason   string
	At       time.Time
	Channels []Attempt
}
