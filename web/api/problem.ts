export interface SaidProblem {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly lines?: readonly number[]
  readonly parameter?: string
}

/** What the server says when it refuses, and what we say when it cannot be reached. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly at: string | undefined
  /** Everything that is wrong, where the server says more than one thing. */
  readonly problems: readonly SaidProblem[]

  constructor(
    status: number,
    said: {
      code: string
      message: string
      hint?: string | undefined
      at?: string | undefined
      problems?: readonly SaidProblem[] | undefined
    },
  ) {
    super(said.message)
    this.name = 'Problem'
    this.status = status
    this.code = said.code
    this.hint = said.hint
    this.at = said.at
    this.problems = said.problems ?? []
  }
}

/** No answer came: nobody knows whether the request arrived. */
export const unreachable = () =>
  new Problem(0, {
    code: 'server/unreachable',
    message: 'The server cannot be reached.',
    hint: 'What you see is as of the last answer. It is tried again by itself.',
  })

export const isUnreachable = (error: unknown): boolean => error instanceof Problem && error.status === 0
export const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401
