/** A way on that the book offers for an alert, and why. */
export interface Suggestion {
  /** `Repository.root` and the path from there. */
  readonly repository: string
  readonly file: string
  /** Where to look first: the procedure's heading, or the place in it that was meant. */
  readonly line: number
  readonly title: string
  /** The procedure to carry out; absent where the page only has something to read there. */
  readonly procedure?: string
  /** 0 to 100; how sure it is that this is the page for the alert. */
  readonly rank: number
  /** Sentences, the strongest first. */
  readonly reasons: readonly string[]
  readonly bindings: readonly Binding[]
  /** Parameters that no label gives. */
  readonly open: readonly string[]
}

/** A label that gives a parameter its value. */
export interface Binding {
  readonly parameter: string
  readonly label: string
  readonly value: string
  /** The author says so, or the names are the same; else only their words are, and a person should look. */
  readonly sure: boolean
}

/** A place in the book with one reason to look there. */
export interface Lead {
  readonly repository: string
  readonly file: string
  /** The line that was meant; 0 for the whole page. */
  readonly line: number
  readonly rank: number
  readonly reason: string
}
