/** A text without NUL, which no PostgreSQL column takes. */
export const storable = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text)

/** The first characters of a text, without half of one at the end. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  let [taken, end] = [0, 0]
  for (const character of text) {
    if (taken++ === maxCharacters) break
    end += character.length
  }
  return text.slice(0, end)
}

/** One line a person can read: white space and control characters become single spaces. */
export const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
