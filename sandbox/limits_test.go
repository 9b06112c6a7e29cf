package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func times(n int, o object) []object {
	var out []object
	for range n {
		out = append(out, o)
	}
	return out
}

func lineChart(title string, series, points, label int) object {
	var cats []string
	for i := range points {
		cats = append(cats, fmt.Sprintf("%02d%s", i, strings.Repeat("x", label-2)))
	}
	var ss []object
	for i := range series {
		var data []object
		for _, c := range cats {
			data = append(data, object{"label": c, "value": 3})
		}
		ss = append(ss, object{"name": fmt.Sprint("s", i), "data": data})
	}
	return object{"type": "data_visualization", "title": title,
		"chart": object{"type": "line", "series": ss, "axis_config": object{"categories": cats}}}
}

func TestBlockLimits(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) } // two bytes, one character
	with := func(o object, k string, v any) object { o[k] = v; return o }
	for _, c := range []struct {
		name   string
		blocks []object
		fault  string // "" = accepted
	}{
		{"50 blocks", times(50, object{"type": "divider"}), ""},
		{"51 blocks", times(51, object{"type": "divider"}), "51 blocks"},
		{"section 3000", []object{section(long(3000))}, ""},
		{"section 3001", []object{section(long(3001))}, "3001 characters"},
		{"section empty", []object{section("")}, "empty"},
		{"section bare", []object{{"type": "section"}}, "text or fields"},
		{"11 fields", []object{{"type": "section", "fields": times(11, plain("x"))}}, "11 fields"},
		{"field 2001", []object{{"type": "section", "fields": times(1, plain(long(2001)))}}, "2001"},
		{"header 150", []object{{"type": "header", "text": plain(long(150))}}, ""},
		{"header 151", []object{{"type": "header", "text": plain(long(151))}}, "151"},
		{"header mrkdwn", []object{{"type": "header", "text": mrkdwn("x")}}, "not for here"},
		{"context 11", []object{{"type": "context", "elements": times(11, mrkdwn("x"))}}, "11 elements"},
		{"context none", []object{{"type": "context", "elements": []object{}}}, "0 elements"},
		{"actions 26", []object{{"type": "actions", "elements": times(26, with(button("", "x"), "text", plain("x")))}}, "26 elements"},
		{"button 75", []object{actions("a", with(button("a", "v"), "text", plain(long(75))))}, ""},
		{"button 76", []object{actions("a", with(button("a", "v"), "text", plain(long(76))))}, "76"},
		{"button mrkdwn", []object{actions("a", with(button("a", "v"), "text", mrkdwn("x")))}, "not for here"},
		{"value 2001", []object{actions("a", button("a", long(2001)))}, "2001"},
		{"style", []object{actions("a", with(button("a", "v"), "style", "loud"))}, "neither primary"},
		{"action_id 256", []object{actions("a", with(button("a", "v"), "action_id", long(256)))}, "256"},
		{"block_id 256", []object{actions(long(256), button("a", "v"))}, "256"},
		{"block_id twice", []object{actions("a", button("a", "v")), actions("a", button("b", "v"))}, "used twice"},
		{"action_id twice in a block", []object{actions("a", button("a", "v"), button("a", "w"))}, "twice in one block"},
		{"action_id twice apart", []object{actions("a", button("a", "v")), actions("b", button("a", "v"))}, ""},
		{"radios 10", []object{actions("a", radios("r", strings.Split("1234567890", "")...))}, ""},
		{"radios 11", []object{actions("a", radios("r", strings.Split("1234567890x", "")...))}, "11 options"},
		{"option twice", []object{actions("a", radios("r", "1", "1"))}, "used twice"},
		{"option value 151", []object{actions("a", object{"type": "radio_buttons", "options": []object{{"text": plain("x"), "value": long(151)}}})}, "151"},
		{"option text 76", []object{actions("a", object{"type": "radio_buttons", "options": []object{{"text": plain(long(76)), "value": "v"}}})}, "76"},
		{"no options", []object{actions("a", radios("r"))}, "must not be empty"},
		{"select 101", []object{actions("a", object{"type": "static_select", "options": func() (o []object) {
			for i := range 101 {
				o = append(o, option(fmt.Sprint(i)))
			}
			return
		}()})}, "101 options"},
		{"initial elsewhere", []object{actions("a", with(radios("r", "1"), "initial_option", option("2")))}, "not one of the options"},
		{"placeholder", []object{actions("a", object{"type": "users_select", "placeholder": plain(long(151))})}, "151"},
		{"confirm", []object{actions("a", with(button("a", "v"), "confirm", object{"title": plain("x"), "text": plain(long(301)), "confirm": plain("y"), "deny": plain("n")}))}, "301"},
		{"text input outside", []object{actions("a", object{"type": "plain_text_input"})}, "must be in an input block"},
		{"unknown element", []object{actions("a", object{"type": "slider"})}, `unknown element type "slider"`},
		{"unknown block", []object{{"type": "sectoin"}}, `unknown block type "sectoin"`},
		{"alert in a message", []object{{"type": "alert", "text": plain("x")}}, "not for a message"},
		{"image", []object{{"type": "image", "image_url": "https://e", "alt_text": ""}}, "alt_text"},
		{"markdown", []object{{"type": "markdown", "text": long(6000)}, {"type": "markdown", "text": long(6001)}}, "12001"},
		{"chart", []object{lineChart("t", 6, 20, 20)}, ""},
		{"chart title", []object{lineChart(long(51), 1, 2, 3)}, "51"},
		{"chart series", []object{lineChart("t", 7, 2, 3)}, "7 series"},
		{"chart points", []object{lineChart("t", 1, 21, 3)}, "21 points"},
		{"chart label", []object{lineChart("t", 1, 2, 21)}, "21 characters"},
		{"chart kind", []object{{"type": "data_visualization", "title": "t", "chart": object{"type": "donut"}}}, "no chart"},
		{"pie", []object{{"type": "data_visualization", "title": "t", "chart": object{"type": "pie", "segments": []object{{"label": "a", "value": 0}}}}}, "above 0"},
		{"inside a container", []object{{"type": "container", "child_blocks": []object{section(long(3001))}}}, "3001"},
		{"id twice inside", []object{{"type": "container", "child_blocks": []object{actions("a", button("a", "v"))}}, actions("a", button("b", "v"))}, "used twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			out, _ := b.call(t, "chat.postMessage", botToken, object{"channel": "C0001", "text": "x", "blocks": c.blocks})
			v := strings.Join(b.Violations(), "\n")
			if c.fault == "" {
				if out["ok"] != true || v != "" {
					t.Fatalf("%v, violations %s", out, v)
				}
				return
			}
			if out["error"] != "invalid_blocks" || !strings.Contains(v, c.fault) || len(b.Ledger()) != 0 {
				t.Errorf("%v, violations %s, want %q", out, v, c.fault)
			}
		})
	}
}

// The library's own builders and its check of charts agree with ours.
func TestChartFromLibrary(t *testing.T) {
	b := setup(t)
	axis := slack.NewDataVisualizationAxisConfig("3 Mar", "10 Mar").WithYLabel("rating")
	block := slack.NewDataVisualizationBlock("Value", slack.NewDataVisualizationLineChart(axis,
		slack.NewDataVisualizationDataSeries("IT", slack.NewDataVisualizationDataPoint("3 Mar", 4.25), slack.NewDataVisualizationDataPoint("10 Mar", 4)),
		slack.NewDataVisualizationDataSeries("Business", slack.NewDataVisualizationDataPoint("3 Mar", 2), slack.NewDataVisualizationDataPoint("10 Mar", -1))))
	if err := block.Validate(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.api.PostMessage("C0001", slack.MsgOptionBlocks(block)); err != nil {
		t.Error(err)
	}
	b.clean(t)
	if s := string(b.Messages("C0001")[0].Blocks); !strings.Contains(s, `"value":4.25`) || !strings.Contains(s, `"block_id"`) {
		t.Error(s)
	}
}

func TestTextAndMetadataLimits(t *testing.T) {
	for _, c := range []struct {
		body object
		want string
	}{
		{object{"text": strings.Repeat("é", 4000)}, ""},
		{object{"text": strings.Repeat("é", 4001)}, "msg_too_long"},
		{object{"text": "x", "blocks": "[{"}, "invalid_blocks_format"},
		{object{"text": "x", "metadata": object{"event_payload": object{}}}, "invalid_metadata_format"},
		{object{"text": "x", "metadata": object{"event_type": "t"}}, "invalid_metadata_format"},
		{object{"text": "x", "metadata": object{"event_type": "t", "event_payload": []int{1}}}, "invalid_metadata_format"},
		{object{"text": "x", "attachments": []object{{"text": "y"}}}, "invalid_attachments"},
	} {
		b := setup(t)
		c.body["channel"] = "C0001"
		out, _ := b.call(t, "chat.postMessage", botToken, c.body)
		got, _ := out["error"].(string)
		if got != c.want || (len(b.Violations()) > 0) != (c.want != "") {
			t.Errorf("%v: %v %v", c.want, out, b.Violations())
		}
	}
}

func TestViewLimits(t *testing.T) {
	set := func(k string, v any) object { m := modal(section("x")); m[k] = v; return m }
	big := []object{}
	for range 90 {
		big = append(big, section(strings.Repeat("x", 3000)))
	}
	for _, c := range []struct {
		name string
		view object
		want string
	}{
		{"title", set("title", plain(strings.Repeat("x", 25))), "invalid_arguments"},
		{"title missing", set("title", nil), "invalid_arguments"},
		{"title mrkdwn", set("title", mrkdwn("x")), "invalid_arguments"},
		{"submit", set("submit", plain(strings.Repeat("x", 25))), "invalid_arguments"},
		{"close", set("close", plain(strings.Repeat("x", 25))), "invalid_arguments"},
		{"metadata", set("private_metadata", strings.Repeat("x", 3001)), "invalid_arguments"},
		{"type", set("type", "home"), "invalid_arguments"},
		{"input without submit", func() object { m := modal(input("i", true, radios("r", "1"))); m["submit"] = nil; return m }(), "invalid_arguments"},
		{"size", set("blocks", big), "view_too_large"},
		{"101 blocks", set("blocks", times(101, object{"type": "divider"})), "invalid_blocks"},
		{"message block", set("blocks", []object{{"type": "markdown", "text": "x"}}), "invalid_blocks"},
		{"blocks missing", set("blocks", nil), "invalid_blocks_format"},
		{"alert", set("blocks", []object{{"type": "alert", "text": plain("x")}}), ""},
		{"100 blocks", set("blocks", times(100, object{"type": "divider"})), ""},
	} {
		b := setup(t)
		out, _ := b.call(t, "views.open", botToken, object{"trigger_id": b.trigger(t), "view": c.view})
		got, _ := out["error"].(string)
		if got != c.want || (len(b.Violations()) > 0) != (c.want != "") {
			t.Errorf("%s: %v %v, want %q", c.name, out, b.Violations(), c.want)
		}
	}
}

// trigger is one that a command of Ana's just made.
func (b *bench) trigger(t *testing.T) string {
	t.Helper()
	if _, err := b.Command(t.Context(), "U0001", "C0001", "checkin"); err != nil {
		t.Fatal(err)
	}
	return b.last(t).form(t).Get("trigger_id")
}

func TestPings(t *testing.T) {
	for _, c := range []struct {
		body object
		want []string
	}{
		{object{"text": "plain @channel and &lt;!channel&gt; <#C0001> <https://e|x>"}, nil},
		{object{"text": "<!here> <!here|here> <@U0001> <@W12|x>"}, []string{"<!here>", "<@U0001>", "<@W12>"}},
		{object{"text": "hello @channel", "link_names": true}, []string{"<!channel>"}},
		{object{"text": "hello @everyone", "parse": "full"}, []string{"<!everyone>"}},
		{object{"text": "mail a@channel.org", "link_names": true}, nil},
		{object{"text": "x", "blocks": []object{{"type": "section", "text": plain("<!channel>")}}}, nil},
		{object{"text": "x", "blocks": []object{{"type": "context", "elements": []object{mrkdwn("<!everyone>")}}}}, []string{"<!everyone>"}},
		{object{"text": "x", "blocks": []object{{"type": "markdown", "text": "<!subteam^S1>"}}}, []string{"<!subteam^S1>"}},
		{object{"text": "x", "blocks": []object{{"type": "container", "child_blocks": []object{section("<@U0002>")}}}}, []string{"<@U0002>"}},
		{object{"text": "x", "blocks": []object{{"type": "rich_text", "elements": []object{{"type": "rich_text_section",
			"elements": []object{{"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "U1"}}}}}}}, []string{"<!here>", "<@U1>"}},
	} {
		b := setup(t)
		c.body["channel"] = "C0001"
		b.must(t, "chat.postMessage", c.body)
		if d := cmp.Diff(c.want, b.Ledger()[0].Pings); d != "" {
			t.Errorf("%v: %s", c.body, d)
		}
	}
}
