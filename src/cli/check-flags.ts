/** The flags of `opsbook check`, and what they leave out. */
import type { BookConfig } from '../app/config.ts'
import type { CommonFlags } from './command.ts'

export interface CheckFlags extends CommonFlags {
  rule?: string[]
  skipRule?: string[]
  baseline?: string
  writeBaseline?: boolean
  changedSince?: string
  profile?: BookConfig['profile']
  fix?: boolean
  strict?: boolean
  maxWarnings?: string
}

/** What was left out of a report on purpose. */
export interface Scope {
  changedSince: string | null
  baselineFile: string | null
  accepted: number
  stale: number
  elsewhere: number
}
