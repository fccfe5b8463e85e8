import type { Acted } from './actions.ts'

/** For buttons of programs that show a line at most. */
export function actedLine({ result, act: did, seen, why }: Acted): string {
  const { number, acknowledgedBy, status } = seen.incident
  const words = {
    acknowledge: 'you have it',
    join: 'you are in',
    escalate: 'the next step is on its way',
    decline: 'you are out',
  }
  if (result === 'done') return `#${number}: ${words[did]}`
  if (result === 'taken') return `#${number}: ${acknowledgedBy?.name ?? 'somebody'} has it`
  return result === 'over' ? `#${number}: it is ${status}` : `#${number}: ${why ?? 'that cannot be'}`
}
