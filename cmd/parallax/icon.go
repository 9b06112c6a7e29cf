package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The app's sign, in squares of an icon's side: two observers look at one object,
// each against another background. That is a parallax.
var (
	leftEye, rightEye     = spot{0.255, 0.735}, spot{0.745, 0.735}
	object                = spot{0.5, 0.44}
	leftSight, rightSight = spot{0.674, 0.2305}, spot{0.326, 0.2305} // where each sees it
)

type spot struct{ x, y float64 }

// shape is a line with round ends, or a disc when both ends are the same.
type shape struct {
	from, to spot
	width    float64
	hole     float64 // width of what is left out in the middle; 0: nothing
	ink      color.NRGBA
}

// Colours of the icon and of the app.
var (
	night  = color.NRGBA{0x1F, 0x3A, 0x5F, 0xFF}
	itInk  = color.NRGBA{0x7A, 0xD3, 0xC8, 0xFF}
	bizInk = color.NRGBA{0xFF, 0xC2, 0x6B, 0xFF}
	white  = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
)

// accent is night as platforms write a colour.
var accent = fmt.Sprintf("#%02X%02X%02X", night.R, night.G, night.B)

// colourIcon is the large icon: 192 by 192 pixels, the sign within the middle
// 120, as Teams cuts the corners off.
func colourIcon() ([]byte, error) {
	pale := func(c color.NRGBA) color.NRGBA { return mix(night, c, 0.5) }
	return paint(192, 1, night, []shape{
		{object, leftSight, 0.034, 0, pale(itInk)}, {object, rightSight, 0.034, 0, pale(bizInk)},
		{leftSight, leftSight, 0.075, 0, pale(itInk)}, {rightSight, rightSight, 0.075, 0, pale(bizInk)},
		{leftEye, object, 0.046, 0, itInk}, {rightEye, object, 0.046, 0, bizInk},
		{leftEye, leftEye, 0.13, 0, itInk}, {rightEye, rightEye, 0.13, 0, bizInk},
		{object, object, 0.2, 0, night}, {object, object, 0.15, 0, white},
	})
}

// outlineIcon is the small one: 32 by 32 pixels, white on nothing.
func outlineIcon() ([]byte, error) {
	clear := color.NRGBA{0xFF, 0xFF, 0xFF, 0}
	short := func(from, to spot, part float64) spot {
		return spot{from.x + (to.x-from.x)*part, from.y + (to.y-from.y)*part}
	}
	return paint(32, 1.55, clear, []shape{
		{short(object, leftSight, 0.42), leftSight, 0.04, 0, white}, {short(object, rightSight, 0.42), rightSight, 0.04, 0, white},
		{leftEye, short(leftEye, object, 0.75), 0.046, 0, white}, {rightEye, short(rightEye, object, 0.75), 0.046, 0, white},
		{leftEye, leftEye, 0.12, 0, white}, {rightEye, rightEye, 0.12, 0, white},
		{object, object, 0.17, 0.08, white},
	})
}

// paint paints shapes one over the other, the sign enlarged around the middle, and
// returns a PNG. Edges are as soft as a pixel.
func paint(side int, zoom float64, ground color.NRGBA, shapes []shape) ([]byte, error) {
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	place := func(s spot) spot {
		return spot{(0.5 + (s.x-0.5)*zoom) * float64(side), (0.5 + (s.y-0.4965)*zoom) * float64(side)}
	}
	for y := range side {
		for x := range side {
			at, ink := spot{float64(x) + 0.5, float64(y) + 0.5}, ground
			for _, s := range shapes {
				d := distance(at, place(s.from), place(s.to))
				cover := covered(s.width*zoom*float64(side)/2 - d)
				if s.hole > 0 {
					cover = min(cover, covered(d-s.hole*zoom*float64(side)/2))
				}
				ink = over(ink, s.ink, cover)
			}
			picture.SetNRGBA(x, y, ink)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("draw icon: %w", err)
	}
	return out.Bytes(), nil
}

// distance is that of a spot from a line with two ends, in pixels.
func distance(p, a, b spot) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := 0.0
	if square := dx*dx + dy*dy; square > 0 {
		along = max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/square))
	}
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}

// covered is how much of a pixel lies inside an edge so many pixels away.
func covered(inside float64) float64 { return max(0, min(1, inside+0.5)) }

// over lays ink upon a ground, covering part of it.
func over(ground, ink color.NRGBA, part float64) color.NRGBA {
	if part == 0 {
		return ground
	}
	if ground.A == 0 {
		ink.A = uint8(math.Round(float64(ink.A) * part))
		return ink
	}
	mixed := mix(ground, ink, part)
	mixed.A = uint8(math.Round(255 - (255-float64(ground.A))*(1-part)))
	return mixed
}

// mix is a colour between two.
func mix(a, b color.NRGBA, part float64) color.NRGBA {
	channel := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*part)) }
	return color.NRGBA{channel(a.R, b.R), channel(a.G, b.G), channel(a.B, b.B), 0xFF}
}
