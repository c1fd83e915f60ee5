/**
 * What ICU does not tell, or tells differently, about the names of zones. Facts of the tz database, as of 2025.
 */

/** Names without a region in the tz database. ICU knows more (`PST`, `IST`), under meanings of its own. */
const BARE_NAMES: ReadonlySet<string> = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran ' +
    'Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK ' +
    'Singapore Turkey UCT UTC Universal W-SU WET Zulu'
  ).split(' '),
);

/** Whether the text has the form of a tz database name. */
export function isZoneName(name: string): boolean {
  return BARE_NAMES.has(name) || /^(?!SystemV\/)[A-Za-z][A-Za-z_]*(\/[A-Za-z0-9_+-]+)+$/.test(name);
}

/** Letters in use, by offset in minutes, and the zones that use them. ICU has the letters of North America only. */
const LETTERS: readonly (readonly [Readonly<Record<number, string>>, string])[] = [
  [
    { 60: 'CET', 120: 'CEST' },
    'Africa/Algiers Africa/Ceuta Africa/Tunis Arctic/Longyearbyen Atlantic/Jan_Mayen CET Europe/Amsterdam ' +
      'Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen ' +
      'Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco ' +
      'Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo ' +
      'Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw ' +
      'Europe/Zagreb Europe/Zurich MET Poland',
  ],
  [
    { 120: 'EET', 180: 'EEST' },
    'Africa/Cairo Africa/Tripoli Asia/Beirut Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Nicosia EET Egypt Europe/Athens ' +
      'Europe/Bucharest Europe/Chisinau Europe/Helsinki Europe/Kaliningrad Europe/Kiev Europe/Kyiv Europe/Mariehamn ' +
      'Europe/Nicosia Europe/Riga Europe/Sofia Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Vilnius ' +
      'Europe/Zaporozhye Libya',
  ],
  [
    { 0: 'WET', 60: 'WEST' },
    'Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira Europe/Lisbon Portugal WET',
  ],
  [{ 0: 'GMT', 60: 'BST' }, 'Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London GB GB-Eire'],
  [{ 0: 'GMT', 60: 'IST' }, 'Eire Europe/Dublin'],
  [{ 0: 'GMT' }, 'Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich'],
  [{ 180: 'MSK' }, 'Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd W-SU'],
  [
    { 180: 'EAT' },
    'Africa/Addis_Ababa Africa/Asmara Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala ' +
      'Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte',
  ],
  [
    { 60: 'WAT' },
    'Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda ' +
      'Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo',
  ],
  [
    { 120: 'CAT' },
    'Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba Africa/Khartoum Africa/Kigali ' +
      'Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Windhoek',
  ],
  [{ 120: 'SAST' }, 'Africa/Johannesburg Africa/Maseru Africa/Mbabane'],
  [{ 120: 'IST', 180: 'IDT' }, 'Asia/Jerusalem Asia/Tel_Aviv Israel'],
  [{ 300: 'PKT' }, 'Asia/Karachi'],
  [{ 330: 'IST' }, 'Asia/Calcutta Asia/Kolkata'],
  [{ 420: 'WIB' }, 'Asia/Jakarta Asia/Pontianak'],
  [{ 480: 'WITA' }, 'Asia/Makassar Asia/Ujung_Pandang'],
  [{ 540: 'WIT' }, 'Asia/Jayapura'],
  [
    { 480: 'CST', 540: 'CDT' },
    'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC',
  ],
  [{ 480: 'HKT' }, 'Asia/Hong_Kong Hongkong'],
  [{ 480: 'PST' }, 'Asia/Manila'],
  [{ 540: 'KST' }, 'Asia/Pyongyang Asia/Seoul ROK'],
  [{ 540: 'JST' }, 'Asia/Tokyo Japan'],
  [{ 480: 'AWST' }, 'Australia/Perth Australia/West'],
  [
    { 570: 'ACST', 630: 'ACDT' },
    'Australia/Adelaide Australia/Broken_Hill Australia/Darwin Australia/North Australia/South Australia/Yancowinna',
  ],
  [
    { 600: 'AEST', 660: 'AEDT' },
    'Antarctica/Macquarie Australia/ACT Australia/Brisbane Australia/Canberra Australia/Currie Australia/Hobart ' +
      'Australia/Lindeman Australia/Melbourne Australia/NSW Australia/Queensland Australia/Sydney Australia/Tasmania ' +
      'Australia/Victoria',
  ],
  [{ 720: 'NZST', 780: 'NZDT' }, 'Antarctica/McMurdo Antarctica/South_Pole NZ Pacific/Auckland'],
  [{ 600: 'ChST' }, 'Pacific/Guam Pacific/Saipan'],
  [{ '-660': 'SST' }, 'Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa'],
  [{ '-600': 'HST', '-540': 'HDT' }, 'America/Adak America/Atka US/Aleutian'],
  [
    { '-420': 'MST' },
    'America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse Canada/Yukon Mexico/BajaSur',
  ],
  [{}, 'Antarctica/Troll'],
  [{ '-300': 'CST', '-240': 'CDT' }, 'America/Havana Cuba'],
  [{ '-210': 'NST', '-150': 'NDT' }, 'America/St_Johns Canada/Newfoundland'],
];

const BY_ZONE: ReadonlyMap<string, Readonly<Record<number, string>>> = new Map(
  LETTERS.flatMap(([letters, zones]) => zones.split(' ').map((zone) => [zone.toLowerCase(), letters] as const)),
);

/** The letters for a zone at an offset (seconds east), `undefined` when this table has none, `null` when there are none. */
export function zoneLetters(zone: string, offset: number): string | null | undefined {
  const letters = BY_ZONE.get(zone.toLowerCase());
  return letters === undefined ? undefined : (letters[offset / 60] ?? null);
}
