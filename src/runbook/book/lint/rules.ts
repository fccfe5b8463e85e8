import { fenceIntegrity } from './fence-integrity.ts'
import type { Rule } from './rule.ts'

/** Every rule, sorted by its code. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  fenceIntegrity, // RB101
]
