package sandbox

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func pen() scribe {
	return scribe{
		people: map[string]string{"U0001": `Ana <img src=x onerror="alert(1)">`}, places: map[string]string{"C0001": "crm"},
		loc: time.FixedZone("there", 3600),
	}
}

func TestMrkdwn(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a *bold* b", "a <strong>bold</strong> b"},
		{"*bold _and italic_*", "<strong>bold <em>and italic</em></strong>"},
		{"~gone~", "<s>gone</s>"},
		{"2*3*4 and a_b_c", "2*3*4 and a_b_c"},
		{"* not bold *", "* not bold *"},
		{"**", "**"},
		{"*open", "*open"},
		{"`*code*` x", "<code>*code*</code> x"},
		{"```a *b*\n<c```", "<pre>a *b*\n&lt;c</pre>"},
		{"one\ntwo", "one<br>two"},
		{"&gt; quoted\n> more\nafter", "<blockquote>quoted<br>more</blockquote>after"},
		{"&lt;b&gt; &amp; &amp;lt;", "&lt;b&gt; &amp; &amp;lt;"},
		{"<https://a.example/?x=1&amp;y=2|here &amp; there>", `<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">here &amp; there</a>`},
		{"<mailto:ana@a.example|Ana>", `<a href="mailto:ana@a.example" target="_blank" rel="noopener noreferrer">Ana</a>`},
		{"<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"},
		{"<data:text/html,x>", "&lt;data:text/html,x&gt;"},
		{"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{`"><img src=x onerror=alert(1)>`, `&#34;&gt;&lt;img src=x onerror=alert(1)&gt;`},
		{"<!channel> <!here|here>", `<span class="ping">@channel</span> <span class="ping">@here</span>`},
		{"<@U0001>", `<span class="ping">@Ana &lt;img src=x onerror=&#34;alert(1)&#34;&gt;</span>`},
		{"<@U9<b>", `<span class="ping">@U9&lt;b</span>`},
		{"<#C0001|x> <#C9>", `<span class="ping">#crm</span> <span class="ping">#C9</span>`},
		{"<!date^1772528400^{date_short} {time}|later>", "3 Mar 2026 10:00"},
		{"<!date^x^{time}|la<ter>", "la&lt;ter"},
		{"done :white_check_mark: :nosuch:", "done ✅ :nosuch:"},
	} {
		got := string(pen().mrkdwn(c.in))
		if got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

var ownTags = regexp.MustCompile(`</?(strong|em|s|code|pre|blockquote|br|a|span|ul|ol|li|p)>|<a href="(https?://|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer">|<span class="ping">`)

// Whatever comes in, only the scribe's own tags come out, and each is closed.
func TestMrkdwnIsSafe(t *testing.T) {
	bits := []string{"<", ">", "*", "_", "~", "`", "```", "&", "&lt;", "&amp;", "|", `"`, "'", "\n", " ", "a", "javascript:", "https://x.example/", "script", "!date^1^",
		"@U0001", "!channel", "{time}", "onerror=", "=", "/", "(1)", "\x00", "é"}
	rapid.Check(t, func(rt *rapid.T) {
		in := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 40).Draw(rt, "bits"), "")
		for _, out := range []string{string(pen().mrkdwn(in)), string(bare(in)), string(pen().rich([]any{
			object{"type": "rich_text_section", "elements": []any{
				object{"type": "text", "text": in, "style": object{"bold": true}}, object{"type": "link", "url": in, "text": in},
				object{"type": "user", "user_id": in}, object{"type": "broadcast", "range": in},
			}},
		}))} {
			if rest := ownTags.ReplaceAllString(out, ""); strings.ContainsAny(rest, `<>"'`) {
				rt.Fatalf("%q gives %s, rest %s", in, out, rest)
			}
			for _, tag := range []string{"strong", "em", "s", "code", "pre", "blockquote", "a", "span"} {
				opened := len(regexp.MustCompile("<"+tag+"[ >]").FindAllString(out, -1))
				if closed := strings.Count(out, "</"+tag+">"); opened != closed {
					rt.Fatalf("%q gives %d <%s> and %d closed: %s", in, opened, tag, closed, out)
				}
			}
		}
	})
}
