import { containsInstant } from '../time-interval/contains-instant.ts'
import type { TimeInterval } from '../time-interval/time-interval.ts'
import type { RouteNode } from './route-node.ts'

type Muting = Pick<RouteNode, 'muteTimeIntervals' | 'activeTimeIntervals'>

/**
 * The intervals that keep a node silent at an instant: those it is mute in, or, where it has active ones and none holds, all of these.
 * Empty: it may speak.
 */
export function mutedBy(node: Muting, intervals: ReadonlyMap<string, TimeInterval>, instant: Date): readonly string[] {
  const holds = (name: string) => {
    const interval = intervals.get(name)
    return interval !== undefined && containsInstant(interval, instant)
  }
  const mute = node.muteTimeIntervals.filter(holds)
  const active = node.activeTimeIntervals
  return mute.length > 0 || active.length === 0 || active.some(holds) ? mute : active
}
