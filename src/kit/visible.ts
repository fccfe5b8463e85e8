/** Text that someone else wrote, made safe to print: what a terminal would obey becomes something it shows. */

/**
 * Controls (C0, DEL, C1), bidirectional overrides, invisible spaces, line separators, tag characters and lone
 * surrogates. The zero-width joiners stay: scripts and emoji need them, and they cannot reorder anything.
 */
const DANGEROUS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

/** One line of foreign text with every dangerous character as a visible escape, for example `\x1b` or `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(DANGEROUS, escapeCharacter)
}

/** Foreign text of several lines: line feeds stay, tabs become spaces, everything else as in `visible`. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => visible(line.replaceAll('\t', '    ')))
    .join('\n')
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  if (character === '\r') return '\\r'
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

const PLAIN: Readonly<Record<string, string>> = {
  '—': '-',
  '–': '-',
  '‑': '-',
  '−': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '·': '-',
  '•': '*',
  '→': '->',
  '←': '<-',
  '≥': '>=',
  '≤': '<=',
  '×': 'x',
  '✓': '+',
  '✗': 'x',
  '│': '|',
  '─': '-',
  '\u00a0': ' ',
}

/** The same text in ASCII, for terminals whose locale has nothing else. Unknown characters become `\u{…}`. */
export function ascii(text: string): string {
  return text.replace(
    /[^\u0000-\u007f]/gu,
    (character) => PLAIN[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
