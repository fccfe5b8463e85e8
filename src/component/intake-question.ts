import type {
  AlertFacts,
  AlertFilter,
  AlertLogLine,
  AlertPage,
  RequestOutcome,
} from '../response/alert/sender/alert-facts.ts'
import type { AlertTarget } from './alert-command.ts'
import type { IntakeAnswer } from './intake.ts'

export type { AlertFacts, AlertFilter, AlertLogLine, AlertPage, RequestOutcome }

/** A question of a sender; it changes nothing. */
export type IntakeQuestion =
  | {
      readonly kind: 'lookup'
      readonly ask: 'alert'
      readonly target: AlertTarget
      readonly answer: (found: AlertFacts | undefined) => IntakeAnswer
    }
  | {
      readonly kind: 'lookup'
      readonly ask: 'alerts'
      readonly filter: AlertFilter
      readonly page: AlertPage
      readonly answer: (found: readonly AlertFacts[]) => IntakeAnswer
    }
  | {
      readonly kind: 'lookup'
      readonly ask: 'count'
      readonly filter: AlertFilter
      readonly answer: (count: number) => IntakeAnswer
    }
  | {
      readonly kind: 'lookup'
      /** `notes`: only what people wrote. */
      readonly ask: 'log' | 'notes'
      readonly target: AlertTarget
      readonly page: AlertPage
      readonly answer: (found: readonly AlertLogLine[] | undefined) => IntakeAnswer
    }
  | {
      readonly kind: 'lookup'
      readonly ask: 'request'
      readonly requestId: string
      readonly answer: (found: RequestOutcome | undefined) => IntakeAnswer
    }
