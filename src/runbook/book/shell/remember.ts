/**
 * Remembers the last answers of a function of a text. The readers and the rules of a page ask about the same commands
 * one after the other; what is kept is bounded in number and in size, and forgotten all at once when it is full.
 */
export function remember<Answer>(read: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>()
  return (text) => {
    const answer = known.get(text)
    if (answer !== undefined) return answer
    const made = read(text)
    if (text.length > LONGEST) return made
    if (known.size >= MOST) known.clear()
    known.set(text, made)
    return made
  }
}

// The rules ask about a book's commands after all of its pages are read: enough for a thousand pages.
const MOST = 8_000
const LONGEST = 2_000
