package teams

import (
	"strings"
	"testing"
	"time"
)

func TestReadable(t *testing.T) {
	apps := map[string]bool{"1": true}
	for markup, want := range map[string]string{
		"": "", "plain": "plain", "a < b && c > d": "a < b && c > d", "a <": "a <",
		"<div><div>We test it<br>by <b>Friday</b>.</div>\n</div>":                       "We test it by Friday.",
		`<p>Hi <at id="0">Ben Lee</at>, <at id="1">Parallax</at> save this</p>`:         "Hi Ben Lee, save this",
		"1 &lt; 2 &amp;&amp; &lt;b&gt;&nbsp;x":                                          "1 < 2 && <b> x",
		`<img itemtype="http://schema.skype.com/Emoji" alt="&#128578;"> <img alt="x">y`: "\U0001F642 y",
		`<emoji id="smile" alt='🙂'></emoji>`:                                            "🙂",
		`<attachment id="a"></attachment>`:                                              "",
		"<!-- a > b --><script>evil()</script><style>p{}</style>ok":                     "ok",
		`<a href="https://x.example/?a>b" title='<p>'>link</a>`:                         "link",
		"<ul><li>one</li><li>two</li></ul>":                                             "one two",
		"<P>A</P><BR/>B":                                                                "A B",
		`<p title="never ends`:                                                          "",
		`<at id="1">never ends`:                                                         "",
		"<!-- never ends":                                                               "",
		`<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri">Ben</strong><p itemprop="preview">When?</p></blockquote><p>Friday</p>`: "Friday",
		"<blockquote>so it was said</blockquote>yes": "so it was said yes",
		"a<3": "a<3",
	} {
		if got := strings.Join(strings.Fields(readable(markup, apps)), " "); got != want {
			t.Errorf("%q is read as %q, want %q", markup, got, want)
		}
	}
}

// Whatever is sent, reading it takes as long as it is, and not longer.
func TestReadableIsQuick(t *testing.T) {
	for _, piece := range []string{"<", "<p ", `<at id="1">`, "<!--", "<script>", `<p a="`, "</", "<at id=\"1\"></at>", "&", "<script></script>", `<blockquote itemtype="/Reply">`} {
		began := time.Now()
		readable(strings.Repeat(piece, bodyLimit/len(piece)), map[string]bool{"1": true})
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%q: %s", piece, took)
		}
	}
}
