import { type Alert, stateAt } from '../alert.ts'

/** What a person does to an alert. */
export type AlertAction = 'acknowledge' | 'unacknowledge' | 'resolve'

export type AlertChange =
  | { readonly do: 'change'; readonly alert: Alert; readonly outcome: 'acknowledged' | 'unacknowledged' | 'resolved' }
  | { readonly do: 'nothing' }
  | { readonly do: 'refuse'; readonly why: string }

/**
 * Whether a person's word changes an alert, and to what. What is over stays over: a new episode is another alert. Said again by whoever said
 * it, because an answer was lost, it changes nothing and is no mistake.
 */
export function changeAlert(alert: Alert, action: AlertAction, by: { name: string; now: Date }): AlertChange {
  const state = stateAt(alert, by.now)
  if (state === 'resolved')
    return action === 'resolve' ? { do: 'nothing' } : { do: 'refuse', why: 'it is over already' }
  switch (action) {
    case 'acknowledge':
      if (state === 'acknowledged' && alert.acknowledgedBy === by.name) return { do: 'nothing' }
      if (state === 'acknowledged') return { do: 'refuse', why: `${alert.acknowledgedBy ?? 'somebody'} has it already` }
      return {
        do: 'change',
        outcome: 'acknowledged',
        alert: { ...alert, acknowledgedAt: by.now, acknowledgedBy: by.name },
      }
    case 'unacknowledge': {
      if (state === 'open') return { do: 'refuse', why: 'nobody has it' }
      const { acknowledgedAt: _, acknowledgedBy: __, ...rest } = alert
      return { do: 'change', outcome: 'unacknowledged', alert: rest }
    }
    case 'resolve':
      return { do: 'change', outcome: 'resolved', alert: { ...alert, endsAt: by.now, endIsTimeout: false } }
  }
}
