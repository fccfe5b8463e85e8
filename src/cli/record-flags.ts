import type { CommonFlags } from './command.ts'
import type { PlanFlags } from './plan-request.ts'

export interface RecordFlags extends CommonFlags, PlanFlags {
  write?: boolean
  here?: boolean
  comments?: boolean
  keep?: boolean
  trust?: boolean
}
