import type { CommonFlags } from './command.ts'

export interface TestFlags extends CommonFlags {
  all?: boolean
  fakeMissing?: boolean
  param?: string[]
  variant?: string[]
  changedSince?: string
  writeEvidence?: string
  keep?: boolean
}
