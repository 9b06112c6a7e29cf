package teams

// Card is one message as Teams takes it: an Adaptive Card, which is sent alone.
// Marshalled it is the content of the attachment; Summary goes beside it, into the
// activity. The schema is version 1.5 plus Teams' own chart.
type Card struct {
	Type         string    `json:"type"`
	Schema       string    `json:"$schema,omitempty"`
	Version      string    `json:"version,omitempty"`
	FallbackText string    `json:"fallbackText,omitempty"` // Markdown, for clients that draw no such card
	Body         []Element `json:"body"`
	Actions      []Action  `json:"actions,omitempty"`
	Host         *Host     `json:"msteams,omitempty"`

	// Summary is what notifications and lists of chats show: plain text of at most
	// maxSummary UTF-16 units.
	Summary string `json:"-"`
}

// Host is what Teams alone knows of a card.
type Host struct {
	Width string `json:"width"`
}

const (
	cardSchema  = "http://adaptivecards.io/schemas/adaptive-card.json"
	cardVersion = "1.5"
)

// newCard is a card of the message's own; a card within an action goes without
// most of it.
func newCard(body []Element, actions []Action) Card {
	if body == nil {
		body = []Element{}
	}
	return Card{
		Type: "AdaptiveCard", Schema: cardSchema, Version: cardVersion, Body: body, Actions: actions,
		Host: &Host{Width: "Full"}, // charts and rows of buttons need the room
	}
}

// Element is something in the body of a card. The set is closed: what stands here
// is what this program draws.
type Element interface{ element() }

// TextBlock is text in which clients look for Markdown. Only headings are: see
// heading.
type TextBlock struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Wrap   bool   `json:"wrap"`
	Size   string `json:"size,omitempty"`
	Weight string `json:"weight,omitempty"`
	Style  string `json:"style,omitempty"` // "heading": screen readers find it
	Frame
}

// RichTextBlock is text in which nothing is markup, piece by piece.
type RichTextBlock struct {
	Type    string    `json:"type"`
	Inlines []TextRun `json:"inlines"`
	Frame
}

// TextRun is a piece of a RichTextBlock. Colours are names that every theme fills
// in its own way.
type TextRun struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Size     string `json:"size,omitempty"`
	Weight   string `json:"weight,omitempty"`
	Color    string `json:"color,omitempty"`
	FontType string `json:"fontType,omitempty"`
	IsSubtle bool   `json:"isSubtle,omitempty"`
	Italic   bool   `json:"italic,omitempty"`
}

// Frame is how an element stands to the one above it.
type Frame struct {
	Spacing   string `json:"spacing,omitempty"`
	Separator bool   `json:"separator,omitempty"`
}

// Container keeps elements together.
type Container struct {
	Type  string    `json:"type"`
	Items []Element `json:"items"`
	Frame
}

// FactSet lists names with what there is to say of each. Both are Markdown.
type FactSet struct {
	Type  string `json:"type"`
	Facts []Fact `json:"facts"`
	Frame
}

// Fact is one line of a FactSet.
type Fact struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// ActionSet is a row of buttons within the body.
type ActionSet struct {
	Type    string   `json:"type"`
	Actions []Action `json:"actions"`
	Frame
}

// ChoiceSet is a question with one answer of several.
type ChoiceSet struct {
	Type          string   `json:"type"`
	ID            string   `json:"id"`
	Label         string   `json:"label"`
	Style         string   `json:"style"`
	Choices       []Choice `json:"choices"`
	Query         *Query   `json:"choices.data,omitempty"`
	IsMultiSelect bool     `json:"isMultiSelect,omitempty"`
	Value         string   `json:"value,omitempty"` // of several: with commas between them
	Wrap          bool     `json:"wrap"`
	IsRequired    bool     `json:"isRequired"`
	ErrorMessage  string   `json:"errorMessage,omitempty"`
	Frame
}

// Query has a client find the choices by what is typed.
type Query struct {
	Type    string `json:"type"`
	Dataset string `json:"dataset"`
}

// Choice is one of its answers.
type Choice struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// TextInput is a field for a sentence.
type TextInput struct {
	Type         string `json:"type"`
	ID           string `json:"id"`
	Label        string `json:"label"`
	IsMultiline  bool   `json:"isMultiline"`
	MaxLength    int    `json:"maxLength"` // UTF-16 units
	Value        string `json:"value,omitempty"`
	IsRequired   bool   `json:"isRequired,omitempty"`
	ErrorMessage string `json:"errorMessage,omitempty"`
	Frame
}

// Toggle is one thing to tick. Its value is "true" or "false" where it names no others.
type Toggle struct {
	Type     string `json:"type"`
	ID       string `json:"id"`
	Label    string `json:"label"`
	Title    string `json:"title"`
	Value    string `json:"value,omitempty"`
	ValueOn  string `json:"valueOn,omitempty"`
	ValueOff string `json:"valueOff,omitempty"`
	Wrap     bool   `json:"wrap"`
	Frame
}

// DateInput is a field for a date, "2026-03-06".
type DateInput struct {
	Type         string `json:"type"`
	ID           string `json:"id"`
	Label        string `json:"label"`
	Value        string `json:"value,omitempty"`
	IsRequired   bool   `json:"isRequired"`
	ErrorMessage string `json:"errorMessage,omitempty"`
	Frame
}

// TimeInput is a field for a time of day, "15:04".
type TimeInput struct {
	Type         string `json:"type"`
	ID           string `json:"id"`
	Label        string `json:"label"`
	Value        string `json:"value,omitempty"`
	IsRequired   bool   `json:"isRequired"`
	ErrorMessage string `json:"errorMessage,omitempty"`
	Frame
}

// LineChart is Teams' own chart. A client that does not know it draws Fallback.
type LineChart struct {
	Type       string    `json:"type"`
	Title      string    `json:"title"`
	ShowTitle  bool      `json:"showTitle"`
	YAxisTitle string    `json:"yAxisTitle"`
	YMin       float64   `json:"yMin"`
	YMax       float64   `json:"yMax"`
	Data       []Series  `json:"data"`
	Fallback   Container `json:"fallback"`
	Frame
}

// Series is one line of a chart.
type Series struct {
	Legend string  `json:"legend"`
	Color  string  `json:"color"`
	Values []Value `json:"values"`
}

// Value is one point of a line. X is a date, "2026-03-06".
type Value struct {
	X string  `json:"x"`
	Y float64 `json:"y"`
}

func (TextBlock) element()     {}
func (RichTextBlock) element() {}
func (Container) element()     {}
func (FactSet) element()       {}
func (ActionSet) element()     {}
func (ChoiceSet) element()     {}
func (TextInput) element()     {}
func (Toggle) element()        {}
func (DateInput) element()     {}
func (TimeInput) element()     {}
func (LineChart) element()     {}

// Action is a button: Action.Execute, with an Action.Submit as its Fallback for
// clients that do not know that, or Action.ShowCard, which unfolds a card.
type Action struct {
	Type             string            `json:"type"`
	ID               string            `json:"id,omitempty"` // unique in the card
	Title            string            `json:"title"`
	Style            string            `json:"style,omitempty"`
	Verb             string            `json:"verb,omitempty"`
	Data             map[string]string `json:"data,omitempty"`
	AssociatedInputs string            `json:"associatedInputs,omitempty"` // "none": neither sent nor required
	Card             *Card             `json:"card,omitempty"`
	Fallback         *Action           `json:"fallback,omitempty"`
}
