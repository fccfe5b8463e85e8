import { useQueryClient } from '@tanstack/react-query'
import type { Alert } from '../../../src/http/contract.ts'
import { fulfil } from '../../app/acts.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { type AlertVerb, alertWish, snoozeWish } from './alert-wish.ts'

/** Things to do with any alert, each with its way back. */
export function useAlertActs() {
  const client = useQueryClient()
  const keep = (alert: Alert) => {
    client.setQueryData(['alert-row', alert.id], alert)
    void client.invalidateQueries({ queryKey: ['alert'] })
  }
  const done = (verb: AlertVerb) => (answer: unknown) => {
    const alert = answer as Alert
    keep(alert)
    if (verb === 'acknowledge') offerUndo(`Acked: ${alert.summary}`, alertWish(alert, 'unacknowledge'))
  }
  const snoozed = (words: string) => (answer: unknown) => {
    const alert = answer as Alert
    keep(alert)
    offerUndo(`Snoozed, ${words.toLowerCase()}: ${alert.summary}`, alertWish(alert, 'unsnooze'))
  }
  return {
    done,
    act: (alert: Alert, verb: AlertVerb) => {
      fulfil(alertWish(alert, verb)).then(done(verb), () => undefined)
    },
    snooze: (alert: Alert, { until, words }: { until: Date; words: string }) => {
      fulfil(snoozeWish(alert, until)).then(snoozed(words), () => undefined)
    },
  }
}
