package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	api "github.com/slack-go/slack"

	"parallax/checkins"
)

const (
	// findMargin is how far before the attempt the search begins: clocks differ.
	findMargin = time.Minute
	// findPage is how many messages a call asks for, and findPages how many calls a
	// search may take; a conversation that is longer counts as not read.
	findPage  = 200
	findPages = 50
)

// errUnread: the conversation could not be read to the end, so nothing follows.
var errUnread = errors.New("not read to the end")

// Find looks for the letter's id in the metadata of the conversation's messages.
func (c *Courier) Find(ctx context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	r, found, err := c.find(ctx, p)
	if err != nil {
		return checkins.Receipt{}, false, fmt.Errorf("find letter %s: %w", p.Letter.ID, bare(err))
	}
	if found && p.Letter.Kind == checkins.KindCard {
		c.pin(ctx, p.Letter, r) // the attempt that posted it did not come so far
	}
	return r, found, nil
}

func (c *Courier) find(ctx context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	since, err := searchFrom(p.Letter)
	if err != nil {
		return checkins.Receipt{}, false, err
	}
	if methodOf(p) == methodWhisper {
		return checkins.Receipt{}, false, fmt.Errorf("%w: private replies are in no history", errUnread)
	}
	channel, err := c.conversation(ctx, p)
	if err != nil {
		return checkins.Receipt{}, false, err
	}
	// A message in a thread is not in the history of its channel.
	thread := p.Under.TS
	if p.Letter.Kind == checkins.KindReply && !person(p.Letter.To) {
		thread = p.Letter.About.Thread
	}
	cursor := ""
	for range findPages {
		messages, next, more, err := c.page(ctx, p.Letter.To.Team, channel, thread, since, cursor)
		if err != nil {
			return checkins.Receipt{}, false, err
		}
		for _, m := range messages {
			if r, is := fileIn(m, p.Letter, channel); is {
				return r, true, nil
			}
			if m.Metadata.EventType == EventType && m.Metadata.EventPayload[EventLetter] == string(p.Letter.ID) {
				return checkins.Receipt{Channel: channel, TS: m.Timestamp}, true, nil
			}
		}
		switch {
		case !more && next == "":
			return checkins.Receipt{}, false, nil
		case next == "" || next == cursor:
			return checkins.Receipt{}, false, errUnread
		}
		cursor = next
	}
	return checkins.Receipt{}, false, errUnread
}

// searchFrom is where the search begins. The claim was made on the store's clock,
// Due on the app's: the earlier one is right whichever clock Slack's is near.
func searchFrom(l checkins.Letter) (string, error) {
	at := l.Claimed
	if at.IsZero() {
		return "", fmt.Errorf("%w: no attempt is known", errUnread)
	}
	if !l.Due.IsZero() && l.Due.Before(at) {
		at = l.Due
	}
	return strconv.FormatInt(at.Add(-findMargin).Unix(), 10) + ".000000", nil
}

// conversation is the channel in which the letter would stand.
func (c *Courier) conversation(ctx context.Context, p checkins.Parcel) (string, error) {
	switch {
	case !p.Under.IsZero():
		return p.Under.Channel, nil
	case !person(p.Letter.To):
		return p.Letter.To.ID, nil
	}
	var ch *api.Channel
	err := c.ask(ctx, c.Turns, c.call(p.Letter.To.Team, methodOpen), func(ctx context.Context) (err error) {
		ch, _, _, err = c.Client.web.OpenConversationContext(ctx, &api.OpenConversationParameters{Users: []string{p.Letter.To.ID}, ReturnIM: true})
		return err
	})
	if err != nil {
		return "", err
	}
	if ch == nil || ch.ID == "" {
		return "", fmt.Errorf("%w: conversations.open named no channel", errUnread)
	}
	return ch.ID, nil
}

// page reads one page of a channel, or of a thread in it.
func (c *Courier) page(ctx context.Context, team, channel, thread, since, cursor string) (messages []api.Message, next string, more bool, err error) {
	if thread != "" {
		err = c.ask(ctx, c.Turns, c.call(team, methodReplies), func(ctx context.Context) (err error) {
			messages, more, next, err = c.Client.web.GetConversationRepliesContext(ctx, &api.GetConversationRepliesParameters{
				ChannelID: channel, Timestamp: thread, Oldest: since, Cursor: cursor, Limit: findPage, IncludeAllMetadata: true,
			})
			return err
		})
		return messages, next, more, err
	}
	err = c.ask(ctx, c.Turns, c.call(team, methodHistory), func(ctx context.Context) error {
		h, err := c.Client.web.GetConversationHistoryContext(ctx, &api.GetConversationHistoryParameters{
			ChannelID: channel, Oldest: since, Cursor: cursor, Limit: findPage, IncludeAllMetadata: true,
		})
		if err == nil {
			messages, next, more = h.Messages, h.ResponseMetaData.NextCursor, h.HasMore
		}
		return err
	})
	return messages, next, more, err
}
