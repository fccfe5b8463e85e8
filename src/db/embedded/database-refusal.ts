/** Why a database cannot be used, as something a person can act on. Thrown where the server starts and printed once. */
export interface DatabaseProblem {
  /** Stable code, for example `database/no-programs`. */
  readonly code: `database/${string}` | `backup/${string}`
  readonly message: string
  readonly hint: string
}

/** An expected failure of the database; everything else that is thrown below `db/` is a bug. */
export class DatabaseRefusal extends Error {
  readonly problem: DatabaseProblem

  constructor(problem: DatabaseProblem, cause?: unknown) {
    super(problem.message, { cause })
    this.problem = problem
  }
}
