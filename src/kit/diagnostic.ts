/** How much a finding matters. `error` fails a check, `warning` and `info` do not unless asked. */
export type Severity = 'error' | 'warning' | 'info'

/** A place in a text file. Lines and columns count from 1; the end column is exclusive. */
export interface Span {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** One replacement in the file a diagnostic is about. */
export interface Edit {
  span: Span
  text: string
}

/** What would mend a finding. A `safe` fix never changes what the page tells its reader to do. */
export interface Fix {
  title: string
  safe: boolean
  edits: readonly Edit[]
}

/** A finding about the user's text: never thrown, always a value. */
export interface Diagnostic {
  /** Stable code, for example `RB101`; its manual is `docs/codes/RB101.md`. */
  rule: string
  severity: Severity
  /** Path relative to the folder of the repository the page belongs to, with forward slashes. */
  file: string
  span: Span
  /** The text it is about, where that is more than the line it begins on; a finding is known again by it. */
  subject?: string
  /** One sentence: what is wrong and why it matters. */
  message: string
  /** One sentence: what to do. */
  hint?: string
  fix?: Fix
}
