package httpapi

import "io"

// Written returns what write writes, while it is read, for downloads of any size. If write fails before its first byte, its error is returned; a later one
// breaks the answer off, so that half a file is not taken for a whole one. done is called once the reader is closed, or was never returned; it is to
// end a write that goes on.
func Written(write func(io.Writer) error, done func()) (io.ReadCloser, error) {
	from, to := io.Pipe()
	begun := &firstWrite{Writer: to, at: make(chan error, 1)}
	go func() {
		err := write(begun)
		begun.tell(err)
		_ = to.CloseWithError(err)
	}()
	if err := <-begun.at; err != nil {
		done()
		return nil, err
	}
	return closing{from, done}, nil
}

// firstWrite sends nil with the first write, or the error when there was none before.
type firstWrite struct {
	io.Writer
	at   chan error
	told bool
}

func (f *firstWrite) tell(err error) {
	if !f.told {
		f.told = true
		f.at <- err
	}
}

// Write passes the bytes on.
func (f *firstWrite) Write(p []byte) (int, error) {
	f.tell(nil)
	return f.Writer.Write(p)
}

// closing stops the writer when the answer is sent or was broken off.
type closing struct {
	io.ReadCloser
	stop func()
}

// Close closes the stream and stops its writer.
func (c closing) Close() error {
	defer c.stop()
	return c.ReadCloser.Close()
}
