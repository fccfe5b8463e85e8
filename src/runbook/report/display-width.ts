/** How many columns a terminal gives to a text. */

/** East Asian wide and full-width ranges (Unicode TR 11), and emoji that are shown as pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Columns of a text without controls (`visible` has been applied). */
export function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** Cuts a text to a number of columns; a cut is marked with the given sign. */
export function cutTo(text: string, columns: number, sign = '…'): string {
  if (displayWidth(text) <= columns) return text
  const room = Math.max(0, columns - displayWidth(sign))
  let kept = ''
  let width = 0
  for (const character of text) {
    width += displayWidth(character)
    if (width > room) break
    kept += character
  }
  return kept + sign
}

/** Fills a text with spaces up to a number of columns. */
export const padTo = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - displayWidth(text)))

/** Breaks a text at spaces into lines of at most so many columns; a longer word is broken where it must be. */
export function wrapTo(text: string, columns: number): string[] {
  const width = Math.max(8, columns)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/)) {
    let rest = word
    if (line !== '' && displayWidth(line) + 1 + displayWidth(rest) > width) {
      lines.push(line)
      line = ''
    }
    while (displayWidth(rest) > width) {
      const head = cutTo(rest, width, '')
      lines.push(head)
      rest = rest.slice(head.length)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}
