package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// reasonUpload is why a file does not go that Slack said nothing about.
const reasonUpload = "upload_failed"

// sendFile puts a file into the direct message with its reader. Nobody sees any of it
// before the last of the calls, so only after that one nobody knows what became of it; what
// goes wrong before is a definite no. A file is never changed afterwards.
func (c *Courier) sendFile(ctx context.Context, p checkins.Parcel, f bot.File) (checkins.Receipt, error) {
	if !p.Edit.IsZero() {
		return p.Edit, nil
	}
	if !person(p.Letter.To) { // a file is for who asked for it, and for no channel
		return checkins.Receipt{}, &checkins.Refusal{Reason: "cannot_render", Final: true}
	}
	id, no := c.upload(ctx, p, f)
	if no != nil {
		return checkins.Receipt{}, no
	}
	channel, err := c.conversation(ctx, p)
	if err != nil {
		return checkins.Receipt{}, c.beforehand(ctx, p, methodOpen, err)
	}
	call := c.letterCall(p)
	if no := c.Turns.Take(ctx, call); no != nil {
		return checkins.Receipt{}, no
	}
	if p.Stale() { // paused while it was sent, or waited for its turn
		return checkins.Receipt{}, &checkins.Refusal{Reason: "not_started", After: time.Second}
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	_, err = c.Client.web.CompleteUploadExternalContext(ctx, api.CompleteUploadExternalParameters{
		Files: []api.FileSummary{{ID: id, Title: f.Name}}, Channel: channel, InitialComment: f.Says.Fit(maxText, mrkdwn),
	})
	if err != nil {
		return checkins.Receipt{}, c.refused(ctx, call, p.Letter, err)
	}
	return checkins.Receipt{Channel: channel, TS: id}, nil
}

// stampOf is the end of the name of a letter's file, which no other has. Slack shows the title.
func stampOf(l checkins.Letter) string { return "-" + string(l.ID[:min(8, len(l.ID))]) + fileEnd }

const fileEnd = ".txt"

// upload hands Slack what stands in a file and returns the file's id.
func (c *Courier) upload(ctx context.Context, p checkins.Parcel, f bot.File) (id string, no error) {
	var at *api.GetUploadURLExternalResponse
	err := c.ask(ctx, c.Turns, c.call(p.Letter.To.Team, methodUpload), func(ctx context.Context) (err error) {
		at, err = c.Client.web.GetUploadURLExternalContext(ctx, api.GetUploadURLExternalParameters{FileName: strings.TrimSuffix(f.Name, fileEnd) + stampOf(p.Letter), FileSize: len(f.Text)})
		return err
	})
	if err == nil && at.FileID == "" {
		err = errors.New("an answer without a file")
	}
	if err == nil {
		err = c.Client.upload(ctx, at.UploadURL, f.Text)
	}
	if err != nil {
		return "", c.beforehand(ctx, p, methodUpload, err)
	}
	return at.FileID, nil
}

// beforehand is the refusal of a file of which nothing stands anywhere yet.
func (c *Courier) beforehand(ctx context.Context, p checkins.Parcel, method string, err error) error {
	no, is := errors.AsType[*checkins.Refusal](err)
	if !is {
		c.log().Warn("file not sent", "letter", p.Letter.ID, "method", method, "err", bare(err))
		return &checkins.Refusal{Reason: reasonUpload, Final: true}
	}
	if no.Reason == "missing_scope" {
		c.log().Info("a brief goes as text: the app was installed without the scope files:write", "team", p.Letter.To.Team)
	}
	if locked[no.Reason] && c.Revoked != nil {
		c.Revoked(ctx, p.Letter.To.Team, no.Reason)
	}
	return no
}

// upload posts a file where Slack takes it. The address lets anybody put a file there,
// once, so no error holds it; the token stays here.
func (c *Client) upload(ctx context.Context, to, text string) error {
	if err := checkUpload(to, c.base); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(text))
	if err != nil {
		return errUpload
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	resp, err := c.files.Do(req)
	if err != nil {
		return fmt.Errorf("upload: %w", bare(err))
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // lets the connection be used again
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("upload: status %d", resp.StatusCode)
	}
	return nil
}

// fileIn is the receipt of a letter with a file, where that stands in a message: Slack
// takes no metadata with a file, so the end of its name is what it is known by, and that it
// is not its reader's: nobody else but the bot writes in their chat, and Slack does not promise to
// name the bot beside a file.
func fileIn(m api.Message, l checkins.Letter, channel string) (checkins.Receipt, bool) {
	if l.Kind != checkins.KindFile || m.User == l.To.ID {
		return checkins.Receipt{}, false
	}
	for _, f := range m.Files {
		if strings.HasSuffix(f.Name, stampOf(l)) {
			return checkins.Receipt{Channel: channel, TS: f.ID}, true
		}
	}
	return checkins.Receipt{}, false
}
