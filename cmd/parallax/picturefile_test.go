package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"testing"
)

// beside sets pictures side by side, aligned at the top, on the colour of their
// ground, and makes a small file of them.
func beside(parts [][]byte) ([]byte, error) {
	var all []image.Image
	wide, high := 0, 0
	for _, raw := range parts {
		one, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		wide, high = wide+one.Bounds().Dx(), max(high, one.Bounds().Dy())
	}
	whole := image.NewNRGBA(image.Rect(0, 0, wide, high))
	x := 0
	for _, one := range all {
		b := one.Bounds()
		ground := image.NewUniform(one.At(b.Min.X, b.Min.Y))
		draw.Draw(whole, image.Rect(x, 0, x+b.Dx(), high), ground, image.Point{}, draw.Src)
		draw.Draw(whole, image.Rect(x, 0, x+b.Dx(), b.Dy()), one, b.Min, draw.Src)
		x += b.Dx()
	}
	var out bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	err := e.Encode(&out, fewer(whole))
	return out.Bytes(), err
}

// fewer draws a picture with 256 colours: those that it has most of, and some that are
// far from these, such as a small green dot. Instead of the others it takes the nearest.
func fewer(from *image.NRGBA) *image.Paletted {
	counts := map[color.NRGBA]int{}
	b := from.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[from.NRGBAAt(x, y)]++
		}
	}
	var all []color.NRGBA
	for c := range counts {
		all = append(all, c)
	}
	number := func(c color.NRGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(all, func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(number(a), number(b)))
	})
	common := min(len(all), 192)
	var palette color.Palette
	far := make([]int, len(all)) // from the nearest colour of the palette, squared
	take := func(c color.NRGBA) {
		for n, other := range all {
			r, g, b := int(c.R)-int(other.R), int(c.G)-int(other.G), int(c.B)-int(other.B)
			if d := r*r + g*g + b*b; len(palette) == 0 || d < far[n] {
				far[n] = d
			}
		}
		palette = append(palette, c)
	}
	for _, c := range all[:common] {
		take(c)
	}
	for len(palette) < min(len(all), 256) {
		best, most := 0, -1
		for n, c := range all {
			if weight := far[n] * counts[c]; weight > most {
				best, most = n, weight
			}
		}
		take(all[best])
	}
	place := map[color.NRGBA]uint8{}
	for _, c := range all {
		place[c] = uint8(palette.Index(c))
	}
	to := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			to.SetColorIndex(x, y, place[from.NRGBAAt(x, y)])
		}
	}
	return to
}

func TestPicturesBeside(t *testing.T) {
	square := func(side int, c color.NRGBA) []byte {
		m := image.NewNRGBA(image.Rect(0, 0, side, side))
		draw.Draw(m, m.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
		for n := range side { // more colours than a palette has
			m.SetNRGBA(n, side-1, color.NRGBA{R: uint8(n), G: uint8(n / 2), B: c.B, A: 255})
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	red, blue := color.NRGBA{R: 200, A: 255}, color.NRGBA{B: 200, A: 255}
	raw, err := beside([][]byte{square(300, red), square(100, blue)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if size := got.Bounds().Size(); size != image.Pt(400, 300) {
		t.Errorf("size %v", size)
	}
	for at, want := range map[image.Point]color.NRGBA{{X: 0, Y: 0}: red, {X: 299, Y: 200}: red, {X: 300, Y: 0}: blue, {X: 399, Y: 299}: blue} {
		if c := color.NRGBAModel.Convert(got.At(at.X, at.Y)); c != want {
			t.Errorf("%v is %v, want %v", at, c, want)
		}
	}
	if _, err := beside([][]byte{[]byte("no picture")}); err == nil {
		t.Error("it takes what is no picture")
	}
}
