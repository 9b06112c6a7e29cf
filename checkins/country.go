package checkins

import (
	"strings"
	"sync"
)

// zonesOf are the zones of the countries whose holidays are known, as the time zone
// database has them (zone.tab, public domain).
var zonesOf = map[string]string{
	"AR": "America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/Cordoba America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia",
	"AT": "Europe/Vienna",
	"AU": "Antarctica/Macquarie Australia/Adelaide Australia/Brisbane Australia/Broken_Hill Australia/Darwin Australia/Eucla Australia/Hobart Australia/Lindeman Australia/Lord_Howe Australia/Melbourne Australia/Perth Australia/Sydney",
	"BE": "Europe/Brussels",
	"BG": "Europe/Sofia",
	"BR": "America/Araguaina America/Bahia America/Belem America/Boa_Vista America/Campo_Grande America/Cuiaba America/Eirunepe America/Fortaleza America/Maceio America/Manaus America/Noronha America/Porto_Velho America/Recife America/Rio_Branco America/Santarem America/Sao_Paulo",
	"CA": "America/Atikokan America/Blanc-Sablon America/Cambridge_Bay America/Creston America/Dawson America/Dawson_Creek America/Edmonton America/Fort_Nelson America/Glace_Bay America/Goose_Bay America/Halifax America/Inuvik America/Iqaluit America/Moncton America/Rankin_Inlet America/Regina America/Resolute America/St_Johns America/Swift_Current America/Toronto America/Vancouver America/Whitehorse America/Winnipeg",
	"CH": "Europe/Zurich",
	"CZ": "Europe/Prague",
	"DE": "Europe/Berlin Europe/Busingen",
	"DK": "Europe/Copenhagen",
	"ES": "Africa/Ceuta Atlantic/Canary Europe/Madrid",
	"FI": "Europe/Helsinki",
	"FR": "Europe/Paris",
	"GB": "Europe/London",
	"GR": "Europe/Athens",
	"HR": "Europe/Zagreb",
	"IE": "Europe/Dublin",
	"IT": "Europe/Rome",
	"JP": "Asia/Tokyo",
	"LT": "Europe/Vilnius",
	"LU": "Europe/Luxembourg",
	"LV": "Europe/Riga",
	"MW": "Africa/Blantyre",
	"NC": "Pacific/Noumea",
	"NL": "Europe/Amsterdam",
	"NO": "Europe/Oslo",
	"NZ": "Pacific/Auckland Pacific/Chatham",
	"PL": "Europe/Warsaw",
	"PT": "Atlantic/Azores Atlantic/Madeira Europe/Lisbon",
	"RO": "Europe/Bucharest",
	"RU": "Asia/Anadyr Asia/Barnaul Asia/Chita Asia/Irkutsk Asia/Kamchatka Asia/Khandyga Asia/Krasnoyarsk Asia/Magadan Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Sakhalin Asia/Srednekolymsk Asia/Tomsk Asia/Ust-Nera Asia/Vladivostok Asia/Yakutsk Asia/Yekaterinburg Europe/Astrakhan Europe/Kaliningrad Europe/Kirov Europe/Moscow Europe/Samara Europe/Saratov Europe/Ulyanovsk Europe/Volgograd",
	"SE": "Europe/Stockholm",
	"SI": "Europe/Ljubljana",
	"SK": "Europe/Bratislava",
	"UA": "Europe/Kyiv Europe/Simferopol",
	"US": "America/Adak America/Anchorage America/Boise America/Chicago America/Denver America/Detroit America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Juneau America/Kentucky/Louisville America/Kentucky/Monticello America/Los_Angeles America/Menominee America/Metlakatla America/New_York America/Nome America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Phoenix America/Sitka America/Yakutat Pacific/Honolulu",
	"ZA": "Africa/Johannesburg",
}

var countries = sync.OnceValue(func() map[string]string {
	byZone := map[string]string{"Europe/Kyiv": "UA", "Europe/Kiev": "UA"}
	for code, zones := range zonesOf {
		for z := range strings.FieldsSeq(zones) {
			byZone[z] = code
		}
	}
	return byZone
})

// CountryOf returns the country in which a zone is kept, empty when its holidays are not
// known. A platform tells a person's zone and no country.
func CountryOf(zone string) string { return countries()[zone] }
