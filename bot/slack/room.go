package slack

import (
	"context"
	"errors"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

var _ checkins.Rooms = (*Courier)(nil)

// In asks conversations.info whether the bot is in a channel. A private one that it is
// not in it does not even see.
func (c *Courier) In(ctx context.Context, channel checkins.Account) (bool, error) {
	var info *api.Channel
	err := c.ask(ctx, bot.Turns{Pace: c.Turns.Pace}, c.call(channel.Team, methodChannel), func(ctx context.Context) (err error) {
		info, err = c.Client.web.GetConversationInfoContext(ctx, &api.GetConversationInfoInput{ChannelID: channel.ID})
		return err
	})
	if err != nil {
		if no, is := errors.AsType[*checkins.Refusal](err); is && no.Reason == "channel_not_found" {
			return false, nil
		}
		return false, fmt.Errorf("%s %s: %w", methodChannel, channel, err)
	}
	return info.IsMember && !info.IsArchived, nil
}
