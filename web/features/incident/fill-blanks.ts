/** A text with its blanks replaced by what was typed for them; an empty value leaves the blank to be seen. */
export function fillBlanks(text: string, values: Readonly<Record<string, string>>): string {
  const filled = Object.entries(values).filter(([blank, value]) => blank !== '' && value.trim() !== '')
  let done = ''
  for (let at = 0; at < text.length; ) {
    const hit = filled.find(([blank]) => text.startsWith(blank, at))
    done += hit ? hit[1] : text[at]
    at += hit ? hit[0].length : 1
  }
  return done
}
