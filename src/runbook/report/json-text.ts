/** JSON for a pipe or a terminal. */

/** Characters that JSON allows but a terminal obeys or hides. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/**
 * Indented JSON with a final line feed. Controls and invisible characters are written as `\uXXXX`, which means the same
 * to every reader; with `ascii` everything beyond ASCII is.
 */
export function jsonText(value: unknown, options: { ascii?: boolean } = {}): string {
  const text = JSON.stringify(value, null, 2)
  return `${text.replace(options.ascii ? /[^\n\u0020-\u007e]/g : UNSAFE, escapeUnit)}\n`
}

/**
 * JSON on one line with a line feed, in ASCII: whatever shows or passes it on, no character of a string is lost or obeyed.
 */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[^\u0020-\u007e]/g, escapeUnit)}\n`

const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
