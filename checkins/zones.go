package checkins

import (
	"slices"
	"strings"
)

// zoneChoices are those that a person can choose from: a city or two for each way of keeping
// time in which people work. A platform lists a hundred choices at most.
const zoneChoices = `
Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Tunis
America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago America/Denver
America/Halifax America/Lima America/Los_Angeles America/Mexico_City America/New_York America/Phoenix
America/Santiago America/Sao_Paulo America/St_Johns America/Toronto America/Vancouver
Asia/Baku Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Dhaka Asia/Dubai Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Jakarta
Asia/Jerusalem Asia/Kabul Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Kuala_Lumpur Asia/Manila Asia/Riyadh
Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Tokyo Asia/Yangon
Atlantic/Azores Atlantic/Reykjavik
Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Melbourne Australia/Perth Australia/Sydney
Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Bucharest Europe/Budapest
Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon Europe/London
Europe/Luxembourg Europe/Madrid Europe/Moscow Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome
Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb Europe/Zurich
Pacific/Auckland Pacific/Honolulu UTC`

// zonesWith lists the zones to choose from, with the one that a person has.
func zonesWith(own string) []string {
	all := strings.Fields(zoneChoices)
	if own != "" && !slices.Contains(all, own) {
		all = append(all, own)
		slices.Sort(all)
	}
	return all
}
