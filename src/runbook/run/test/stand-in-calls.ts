/** How stand-ins were called. */
export interface Call {
  program: string
  argv: readonly string[]
  stdin: string
  /** Step of the plan in which it was called. */
  step: string
}

/** Reads the lines that stand-ins have written; a line that a killed one has torn is left out. */
export function readCalls(text: string): readonly Call[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      return [JSON.parse(line) as Call]
    } catch {
      return []
    }
  })
}
