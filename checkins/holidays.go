package checkins

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// calendars holds the holidays of a whole country by ISO 3166 alpha-2 code: days
// that only a part of it keeps are working days, but for Switzerland, where every
// canton's days are days off. They are read only once built.
var calendars = sync.OnceValue(func() map[string]*cal.Calendar {
	// Rules are reckoned at midnight, which not every day has in every zone.
	cal.DefaultLoc = time.UTC
	built := map[string]*cal.Calendar{}
	for code, days := range map[string][]*cal.Holiday{
		"AR": ar.Holidays, "AT": at.Holidays, "AU": australian(), "BE": be.Holidays, "BG": bg.Holidays,
		"BR": append(slices.Clone(br.Holidays), day(time.November, 20, 2024)), // day of black awareness
		"CA": ca.Holidays, "CH": ch.Holidays, "CZ": cz.Holidays, "DE": de.Holidays, "DK": dk.Holidays,
		"ES": es.Holidays, "FI": finnish(), "FR": fr.Holidays, "GB": gb.Holidays, "GR": gr.Holidays,
		"HR": hr.Holidays, "IE": ie.Holidays,
		"IT": append(slices.Clone(it.Holidays), day(time.October, 4, 2026)), // St Francis, law 151/2025
		"JP": jp.Holidays, "LT": lt.Holidays, "LU": luxembourgish(), "LV": lv.Holidays, "MW": mw.Holidays,
		"NC": nc.Holidays, "NL": nl.Holidays, "NO": no.Holidays, "NZ": nz.Holidays,
		"PL": append(slices.Clone(pl.Holidays), day(time.December, 24, 2025)), // Christmas Eve
		"PT": portuguese(), "RO": ro.Holidays, "RU": ru.Holidays, "SE": se.Holidays, "SI": si.Holidays,
		"SK": sk.Holidays, "UA": ua.Holidays, "US": us.Holidays, "ZA": za.Holidays,
	} {
		// Not Cacheable: the cache of a calendar is not safe for concurrent use.
		built[code] = &cal.Calendar{Name: code, Holidays: days}
	}
	return built
})

// day is a holiday on a fixed date, from a year on.
func day(m time.Month, d, since int) *cal.Holiday {
	return &cal.Holiday{Month: m, Day: d, StartYear: since, Func: cal.CalcDayOfMonth}
}

// australian lists what all states and territories keep.
func australian() []*cal.Holiday {
	return []*cal.Holiday{au.NewYear, au.AustraliaDay, au.GoodFriday, au.EasterMonday, au.AnzacDay, au.ChristmasDay, au.BoxingDay}
}

func finnish() []*cal.Holiday {
	midsummerEve := &cal.Holiday{Month: time.June, Day: 19, Weekday: time.Friday, Offset: 1, Func: cal.CalcWeekdayFrom}
	return []*cal.Holiday{
		aa.NewYear, aa.Epiphany, aa.GoodFriday, aa.EasterMonday, aa.WorkersDay, aa.AscensionDay, midsummerEve,
		day(time.December, 6, 0), day(time.December, 24, 0), aa.ChristmasDay, aa.ChristmasDay2,
	}
}

func luxembourgish() []*cal.Holiday {
	return []*cal.Holiday{
		aa.NewYear, aa.EasterMonday, aa.WorkersDay, day(time.May, 9, 2019), aa.AscensionDay, aa.PentecostMonday,
		day(time.June, 23, 0), aa.AssumptionOfMary, aa.AllSaintsDay, aa.ChristmasDay, aa.ChristmasDay2,
	}
}

func portuguese() []*cal.Holiday {
	return []*cal.Holiday{
		aa.NewYear, aa.GoodFriday, day(time.April, 25, 0), aa.WorkersDay, aa.CorpusChristi, day(time.June, 10, 0),
		aa.AssumptionOfMary, day(time.October, 5, 0), aa.AllSaintsDay, day(time.December, 1, 0), aa.ImmaculateConception, aa.ChristmasDay,
	}
}

// KnownCountry reports whether the holidays of a country are known, by its ISO
// 3166 alpha-2 code in capitals.
func KnownCountry(code string) bool {
	_, ok := calendars()[code]
	return ok
}

// Countries lists the codes for which KnownCountry holds, sorted.
func Countries() []string { return slices.Sorted(maps.Keys(calendars())) }

// holiday reports whether the date is a public holiday in any of the countries,
// or the day on which one is kept instead. Unknown countries have none.
func holiday(d Date, countries ...string) bool {
	for _, code := range countries {
		if c, ok := calendars()[code]; ok {
			if actual, observed, _ := c.IsHoliday(d.UTC()); actual || observed {
				return true
			}
		}
	}
	return false
}
