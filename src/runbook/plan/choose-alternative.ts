import type { Alternative, Step } from '../book/page.ts'
import { platformOfSteps } from '../book/parse/platform-of.ts'

/** One way to carry out a step. */
export interface Way {
  /** `a`, `b`… */
  key: string
  title: string
  platform?: string
  line: number
  steps: readonly Step[]
}

/** The ways a step offers, marked by the author or told by their platforms; empty where there is only one. */
export const waysOf = (step: Step): readonly Way[] => (step.alternatives ?? []).map(wayOf)

const keyOf = (index: number): string => String.fromCharCode(97 + (index % 26))

function wayOf({ title, platform, line, steps }: Alternative, index: number): Way {
  const named = platform ?? platformOfSteps(steps)
  return { key: keyOf(index), title, line, steps, ...(named === undefined ? {} : { platform: named }) }
}

/** The way that the variants chosen for the book decide, if they decide. */
export function wayByVariant(ways: readonly Way[], variants: readonly string[]): Way | undefined {
  const wanted = new Set(variants.map(plain))
  const fitting = ways.filter(
    (way) => (way.platform !== undefined && wanted.has(plain(way.platform))) || wanted.has(plain(way.title)),
  )
  return fitting.length === 1 ? fitting[0] : undefined
}

/** The way a choice names: its letter, its number, or its title. */
export function wayByChoice(ways: readonly Way[], choice: string): Way | undefined {
  const wanted = plain(choice)
  return (
    ways.find(({ key }) => key === wanted) ??
    (/^\d{1,2}$/.test(wanted) ? ways[Number(wanted) - 1] : undefined) ??
    ways.find(
      ({ title, platform }) => plain(title) === wanted || (platform !== undefined && plain(platform) === wanted),
    )
  )
}

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ')
