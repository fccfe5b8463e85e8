/** The default alphabet of 3GPP TS 23.038 (6.2.1), without its escape; each takes one septet. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Its extension: each takes two. */
const EXTENDED = new Set('^{}\\[~]|€')
const PLAIN: Readonly<Record<string, string>> = {
  ...{ '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '–': '-', '—': '-', '‑': '-', '−': '-', '…': '...' },
  ...{ '·': '-', '•': '-', '→': '->', '←': '<-', '×': 'x', '≥': '>=', '≤': '<=', ç: 'c', '`': "'", '´': "'" },
}

/**
 * The text in letters every phone shows and one message holds 160 of: what the alphabet lacks loses its accents, gets a plain likeness, or is "?". One
 * character outside would cut the message to 70.
 */
export function gsmText(text: string): string {
  let plain = ''
  for (const character of text) plain += PLAIN[character] ?? (isGsm(character) ? character : likeness(character))
  return plain.replace(/\?{2,}/g, '?')
}

const isGsm = (character: string) => BASIC.has(character) || EXTENDED.has(character)

function likeness(character: string): string {
  if (/\p{M}/u.test(character) || character === '\u200d') return ''
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...bare].every(isGsm) && bare !== '' ? bare : '?'
}

/** Septets of a text in this alphabet. */
export function septets(text: string): number {
  let count = 0
  for (const character of text) count += EXTENDED.has(character) ? 2 : 1
  return count
}
