import type { FenceItem } from '../fence-reading.ts'
import { platformBehind, readComment } from './comment-line.ts'
import { purposeOf } from './platform-purpose.ts'

interface Stretch {
  /** Index of the comment. */
  at: number
  line: number
  platform: string
  /** What is done, where the comment puts the platform behind it. */
  title?: string
}

/**
 * The comments of a fence that set one platform against another, by line: `# Docker` and `# Kubernetes`, or
 * `# Test DNS (Docker)` and `# Test DNS (Kubernetes)`. One alone is a remark; and where a stretch only makes or moves
 * images, the platforms are the stages of one delivery.
 */
export function fencePlatforms(items: readonly FenceItem[]): ReadonlyMap<number, string> {
  const stretches = items.flatMap((item, at): Stretch[] => {
    if (item.kind !== 'comment') return []
    const role = readComment(item.text)
    if (role.kind === 'platform') return [{ at, line: item.line, platform: role.platform }]
    const behind = role.kind === 'title' ? platformBehind(item.text) : undefined
    return behind ? [{ at, line: item.line, ...behind }] : []
  })
  const ofOne = new Map<string, Stretch[]>()
  for (const stretch of stretches) {
    const key = stretch.title?.toLowerCase() ?? ''
    const group = ofOne.get(key)
    if (group) group.push(stretch)
    else ofOne.set(key, [stretch])
  }
  const found = new Map<number, string>()
  for (const group of ofOne.values()) {
    const distinct = new Set(group.map(({ platform }) => platform))
    if (distinct.size < 2 || areStages(group.map((each) => purposesBelow(items, each)))) continue
    for (const { line, platform } of group) found.set(line, platform)
  }
  return found
}

/** One stretch only builds, pushes or pulls images, another does something else with them. */
function areStages(purposes: readonly ReadonlySet<string | undefined>[]): boolean {
  const ships = (each: ReadonlySet<string | undefined>) => each.size === 1 && each.has('ship')
  return (
    purposes.some(ships) && purposes.some((each) => [...each].some((purpose) => ![undefined, 'ship'].includes(purpose)))
  )
}

/** What the commands below a comment are for, up to the next comment. */
function purposesBelow(items: readonly FenceItem[], { at }: Stretch): ReadonlySet<string | undefined> {
  const purposes = new Set<string | undefined>()
  for (let index = at + 1; index < items.length; index++) {
    const item = items[index]!
    if (item.kind === 'comment') break
    if (item.kind === 'command') purposes.add(purposeOf(item)?.purpose)
  }
  return purposes
}
