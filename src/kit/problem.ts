import type { RouteAnswer } from './route.ts'

/** What goes wrong for a caller, in the house's form: a stable code, what and why, what to do. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Where in the request, as a path: `matchers.0.name`. */
  readonly at?: string
}

/** An answer that refuses. */
export const refuseRequest = (status: number, problem: Problem, headers: Record<string, string> = {}): RouteAnswer => ({
  ...{ status, headers, body: problem },
})

export const notFound = (what: string, id: string): RouteAnswer =>
  refuseRequest(404, { code: `${what}/unknown`, message: `there is no ${what} "${id}"` })
