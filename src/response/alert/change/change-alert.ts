import { type Alert, snoozedUntilAt, stateAt } from '../alert.ts'

/** What a person does to an alert. */
export type AlertAction = 'acknowledge' | 'unacknowledge' | 'resolve' | 'snooze' | 'unsnooze'
type AlertOutcome = 'acknowledged' | 'unacknowledged' | 'resolved' | 'snoozed' | 'unsnoozed'

export type AlertChange =
  | { readonly do: 'change'; readonly alert: Alert; readonly outcome: AlertOutcome }
  | { readonly do: 'refuse'; readonly why: string }

export interface ByName {
  readonly name: string
  readonly now: Date
  /** For a snooze: when others are to hear of it again. */
  readonly until?: Date
}

/**
 * Whether a person's word changes an alert, and to what. What is over stays over: a new episode is another alert. Whoever takes an alert on
 * or ends it also ends its snooze; it can be put off again after that.
 */
export function changeAlert(alert: Alert, action: AlertAction, by: ByName): AlertChange {
  const state = stateAt(alert, by.now)
  if (state === 'resolved') return refuse('it is over already')
  switch (action) {
    case 'acknowledge':
      if (state === 'acknowledged') return refuse(`${alert.acknowledgedBy ?? 'somebody'} has it already`)
      return change('acknowledged', { ...awake(alert), acknowledgedAt: by.now, acknowledgedBy: by.name })
    case 'unacknowledge':
      return state === 'open' ? refuse('nobody has it') : change('unacknowledged', given(alert))
    case 'resolve':
      return change('resolved', { ...awake(alert), endsAt: by.now, endIsTimeout: false })
    case 'snooze':
      if (by.until === undefined || by.until.getTime() <= by.now.getTime())
        return refuse('that time has passed already')
      return change('snoozed', { ...alert, snoozedUntil: by.until })
    case 'unsnooze':
      return snoozedUntilAt(alert, by.now)
        ? change('unsnoozed', { ...alert, snoozedUntil: by.now })
        : refuse('it is not snoozed')
  }
}

const change = (outcome: AlertOutcome, alert: Alert): AlertChange => ({ do: 'change', outcome, alert })
const refuse = (why: string): AlertChange => ({ do: 'refuse', why })
const awake = ({ snoozedUntil: _, ...alert }: Alert): Alert => alert
const given = ({ acknowledgedAt: _, acknowledgedBy: __, ...alert }: Alert): Alert => alert
