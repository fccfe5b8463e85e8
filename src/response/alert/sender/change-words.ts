import { labelSet } from '../../../kit/label-set.ts'
import type { AlertWords } from '../receive/alert-words.ts'
import type { SignalSeverity } from '../signal.ts'
import type { AlertCommand } from './alert-command.ts'

/** Priorities of Opsgenie in our words; P5 has none of its own. */
const SEVERITIES: Readonly<Record<string, SignalSeverity>> = {
  P1: 'critical',
  P2: 'error',
  P3: 'warning',
  P4: 'info',
  P5: 'info',
}

/** What an alert says after a command, or undefined where the command changes no word. */
export function changeWords(words: AlertWords, command: AlertCommand): AlertWords | undefined {
  const tags = Array.isArray(words.details.tags) ? words.details.tags.map(String) : []
  switch (command.do) {
    case 'set-message':
      return { ...words, summary: command.text }
    case 'set-description':
      return { ...words, annotations: labelSet([...Object.entries(words.annotations), ['description', command.text]]) }
    case 'set-priority':
      return {
        ...words,
        severity: SEVERITIES[command.priority] ?? words.severity,
        labels: labelSet([...Object.entries(words.labels), ['priority', command.priority]]),
      }
    case 'add-tags':
      return { ...words, details: { ...words.details, tags: [...new Set([...tags, ...command.tags])] } }
    case 'remove-tags':
      return { ...words, details: { ...words.details, tags: tags.filter((tag) => !command.tags.includes(tag)) } }
    case 'add-details':
      return { ...words, labels: labelSet([...Object.entries(words.labels), ...Object.entries(command.details)]) }
    case 'remove-details':
      return {
        ...words,
        labels: labelSet(Object.entries(words.labels).filter(([name]) => !command.names.includes(name))),
      }
    default:
      return undefined
  }
}
