package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// File writes messages, codes included, to a file instead of sending them. It is for demonstrations; cmd refuses it
// otherwise.
type File struct {
	mu   sync.Mutex
	path string
	now  func() time.Time
}

// NewFile returns a sender that appends to the file at path, which only its owner may read.
func NewFile(path string, now func() time.Time) *File { return &File{path: path, now: now} }

type fileLine struct {
	At      time.Time `json:"at"`
	ID      string    `json:"id"`
	Channel Channel   `json:"channel"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
}

// Send appends the delivery as one line of JSON.
func (f *File) Send(_ context.Context, d Delivery) error {
	line, err := json.Marshal(fileLine{At: f.now(), ID: d.ID, Channel: d.Channel, To: d.To, Subject: d.Text.Subject, Body: d.Text.Body})
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	file, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open message file: %w", err)
	}
	err = file.Chmod(0o600) // also for an existing file
	if err == nil {
		_, err = file.Write(append(line, '\n'))
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write message file: %w", err)
	}
	return nil
}
