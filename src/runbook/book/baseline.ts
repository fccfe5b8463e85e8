/**
 * The operational baseline as a gate: each sentence that a team likes to write under "acceptance criteria" is a claim
 * that is proved with places in the pages, or refuted with the lines that break it.
 */
import type { Diagnostic } from '../../kit/diagnostic.ts'
import { boundariesClaim, documentsClaim } from './baseline/document-claims.ts'
import { commandsClaim, findingsClaim } from './baseline/finding-claims.ts'
import { handoverClaims } from './baseline/handover-claims.ts'
import { proceduresClaim, symptomsClaim, timesClaim } from './baseline/procedure-claims.ts'
import type { Book } from './book.ts'
import { pageClaims } from './lint/page-claims.ts'
import { todo } from './lint/todo.ts'

/** A line that proves or breaks a claim. */
export interface Evidence {
  repository: string
  file: string
  line: number
  text: string
}

export interface Claim {
  /** Stable name, for example `symptoms`. */
  id: string
  /** The sentence that is claimed. */
  claim: string
  passed: boolean
  /** What was measured, in one sentence. */
  summary: string
  measured?: number
  required?: number
  proof: readonly Evidence[]
  broken: readonly Evidence[]
}

/** What the gate demands; `baseline` in `opsbook.yaml`. */
export interface BaselineDemands {
  /** Words that name the documents which must exist. */
  documents: readonly string[]
  /** Least number of complete symptom → cause → action rows. */
  symptoms: number
  /** Least number of procedures. */
  procedures: number
  /** Owner that `opsbook.yaml` names for every page. */
  owner?: string
}

export interface BaselineInput {
  book: Book
  /** Findings of all rules, by repository. */
  findings: readonly { repository: string; findings: readonly Diagnostic[] }[]
  demands: BaselineDemands
}

/** Every claim with its verdict, in the order in which a baseline is usually written down. */
export function baselineClaims(input: BaselineInput): Claim[] {
  return [
    documentsClaim(input),
    findingsClaim(input, {
      id: 'no-todo',
      claim: 'No "TODO" or "coming soon": only what exists',
      rules: [todo.id],
      none: 'no unfinished text in the pages',
    }),
    commandsClaim(input),
    boundariesClaim(input),
    symptomsClaim(input),
    proceduresClaim(input),
    timesClaim(input),
    ...handoverClaims(input),
    findingsClaim(input, {
      id: 'statements',
      claim: 'What the pages state about their own repository is true',
      rules: [pageClaims.id],
      none: 'no statement that the repository contradicts',
    }),
  ]
}
