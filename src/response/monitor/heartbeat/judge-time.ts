import { dueAt, type Expectation, type Standing } from './heartbeat.ts'

/** How a heartbeat stands once it is `now`: late when its time is over, down when its grace is over, too. The same object when nothing changed. */
export function judgeTime(standing: Standing, expectation: Expectation, now: Date): Standing {
  const due = dueAt(standing, expectation)
  if (!due || now < due) return standing
  if (standing.startedAt)
    return { ...standing, state: 'down', startedAt: undefined, why: 'its run began and did not end in time' }
  if (now.getTime() < standing.expectedAt.getTime() + expectation.graceMs) return { ...standing, state: 'late' }
  return { ...standing, state: 'down', why: standing.lastOkAt ? 'it did not come' : 'it has never come' }
}
