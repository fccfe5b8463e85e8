/** How runs of the book's pages went, as whoever keeps the runs tells it. */
export interface RunsOfPage {
  /** Runs that have ended. */
  readonly total: number
  readonly succeeded: number
  readonly last: {
    readonly run: string
    readonly state: string
    readonly result: string | null
    readonly at: Date
  } | null
}

export interface UsedRun {
  readonly run: string
  readonly procedure: string
  readonly state: string
  readonly result: string | null
  readonly by: string
  readonly at: Date
  readonly incident: string | null
}

export interface RunsOfPages {
  /** By path of the page; pages that were never run are missing. */
  readonly all: () => Promise<ReadonlyMap<string, RunsOfPage>>
  /** The latest runs of a page. */
  readonly of: (path: string, limit: number) => Promise<readonly UsedRun[]>
}
