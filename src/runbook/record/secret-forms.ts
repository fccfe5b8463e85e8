/** The shapes in which a secret turns up in output: as it is, and as programs write it into other notations. */

/** Fewer bytes than this occur by chance; masking them would mask everything. */
export const SHORTEST = 4
/** A line of a longer secret is one itself when it has at least this many bytes: a key has lines, and tools indent them. */
const SHORTEST_LINE = 8

/** All forms of a secret that are long enough to be looked for, each once. */
export function secretForms(secret: string | Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret)
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes)
  const whole = isText ? [text, text.trim(), ...lines(text)] : []
  const forms = new Set<string>()
  for (const part of new Set(whole))
    for (const form of textForms(part)) forms.add(Buffer.from(form, 'utf8').toString('latin1'))
  for (const form of byteForms(bytes)) forms.add(form)
  if (isText && text.trim() !== text) for (const form of byteForms(Buffer.from(text.trim(), 'utf8'))) forms.add(form)
  return [...forms].map((form) => Buffer.from(form, 'latin1')).filter(({ length }) => length >= SHORTEST)
}

/** Without the frame of a PEM file, which is no secret. */
const lines = (text: string) =>
  text.includes('\n')
    ? text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'))
    : []

/** Notations of a text, as UTF-8 texts. */
function textForms(text: string): readonly string[] {
  const url = encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
  const strict = url.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const json = JSON.stringify(text).slice(1, -1)
  return [
    text,
    text.replaceAll('\n', '\r\n'),
    ...[url, strict].flatMap((form) => [form, form.replaceAll('%20', '+'), lowerEscapes(form)]),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ...shellForms(text),
    text.replace(/[&<>"']/g, (sign) => HTML[sign]!),
    text.replace(/[&<>]/g, (sign) => HTML[sign]!),
  ]
}

const lowerEscapes = (url: string) => url.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())
const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Inside of single quotes, of double quotes, as `printf %q` and `set -x` write it, and as `$'…'`. */
function shellForms(text: string): readonly string[] {
  const ansi = text.replace(/[\\'\n\t\r\x1b]/g, (sign) => ANSI[sign] ?? `\\${sign}`)
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./\n\x80-\u{10ffff}-]/gu, '\\$&'),
    ansi,
  ]
}

const ANSI: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x1b': '\\E' }

/** Notations of bytes, as Latin-1 texts. */
function byteForms(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex')
  const base64 = bytes.toString('base64')
  const parts = [0, 1, 2].map((before) => base64Core(bytes, before))
  return [
    bytes.toString('latin1'),
    ...[hex, hex.toUpperCase()],
    ...[base64, wrapped(base64, 76), wrapped(base64, 64), ...parts].flatMap((form) => [form, urlSafe(form)]),
  ]
}

/** The characters that are the same whatever stands before and after the secret, when so many bytes stand before it. */
function base64Core(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const first = Math.ceil((before * 8) / 6)
  const last = Math.floor(((before + bytes.length) * 8) / 6)
  return encoded.slice(first, last)
}

const urlSafe = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const wrapped = (base64: string, columns: number) => base64.replace(new RegExp(`.{${columns}}(?=.)`, 'g'), '$&\n')
