package bottest_test

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"parallax/bot/bottest"
	"parallax/checkins"
)

// Every kind of message has a case, and so every renderer's tests draw it. The
// kinds are read from the source, so that a new one cannot be forgotten.
func TestEveryMessageHasACase(t *testing.T) {
	have := map[string]bool{}
	for _, m := range bottest.Friendly().Cases() {
		have[kindOf(m)] = true
	}
	kinds := messageKinds(t)
	if len(kinds) < 13 {
		t.Fatalf("found %d kinds of messages only: %v", len(kinds), kinds)
	}
	for kind := range kinds {
		if !have[kind] {
			t.Errorf("no case of checkins.%s", kind)
		}
	}
}

func kindOf(m checkins.Message) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", m), "checkins.")
}

// messageKinds lists the types with a method message, and the structs that embed
// one of them, each with the first sentence of its comment.
func messageKinds(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../checkins/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	embeds := map[string][]string{}
	about := map[string]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "message" && d.Recv != nil {
					if id, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
						kinds[id.Name] = true
					}
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					n, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					about[n.Name.Name] = new(doc.Package).Synopsis(d.Doc.Text())
					s, ok := n.Type.(*ast.StructType)
					if !ok {
						continue
					}
					for _, field := range s.Fields.List {
						if id, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
							embeds[n.Name.Name] = append(embeds[n.Name.Name], id.Name)
						}
					}
				}
			}
		}
	}
	for outer, inner := range embeds {
		for _, k := range inner {
			if kinds[k] {
				kinds[outer] = true
			}
		}
	}
	said := map[string]string{}
	for k := range kinds {
		said[k] = about[k]
	}
	return said
}
