package files

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// Scanner asks ClamAV's daemon whether content is harmful, by its INSTREAM command.
type Scanner struct{ network, address string }

// NewScanner returns the scanner at tcp://host:3310 or unix:///run/clamav/clamd.ctl.
func NewScanner(address string) (*Scanner, error) {
	u, err := url.Parse(address)
	switch {
	case err == nil && u.Scheme == "tcp" && u.Port() != "":
		return &Scanner{"tcp", u.Host}, nil
	case err == nil && u.Scheme == "unix" && u.Path != "":
		return &Scanner{"unix", u.Path}, nil
	}
	return nil, errors.New("files: the address of the virus scanner needs the form tcp://host:3310 or unix:///path")
}

const (
	scanTime  = 90 * time.Second
	scanPiece = 64 << 10
)

// Scan sends the content to the scanner. It returns ErrVirus when something harmful was found, and another error when the
// scanner did not answer.
func (s *Scanner) Scan(ctx context.Context, content io.Reader) error {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, s.network, s.address)
	if err != nil {
		return fmt.Errorf("virus scanner: %w", err)
	}
	defer conn.Close() //nolint:errcheck // the answer is what counts
	end := time.Now().Add(scanTime)
	if d, ok := ctx.Deadline(); ok && d.Before(end) {
		end = d
	}
	if err := conn.SetDeadline(end); err != nil {
		return err
	}
	if err := sendStream(conn, content); err != nil {
		return fmt.Errorf("virus scanner: %w", err)
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadBytes(0)
	if err != nil {
		return fmt.Errorf("virus scanner: %w", err)
	}
	said := strings.TrimSpace(string(bytes.Trim(answer, "\x00")))
	switch {
	case strings.HasSuffix(said, " FOUND"):
		return ErrVirus
	case said == "stream: OK":
		return nil
	}
	return fmt.Errorf("virus scanner: it answered %q", said)
}

// sendStream writes the command, then pieces with their length in front, and an empty one.
func sendStream(to io.Writer, content io.Reader) error {
	if _, err := io.WriteString(to, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+scanPiece)
	for {
		n, err := io.ReadFull(content, piece[4:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return err
		}
		binary.BigEndian.PutUint32(piece, uint32(n)) //nolint:gosec // G115: at most scanPiece
		if n > 0 {
			if _, err := to.Write(piece[:4+n]); err != nil {
				return err
			}
		}
		if ended {
			_, err := to.Write([]byte{0, 0, 0, 0})
			return err
		}
	}
}
