import type { Alternative, Step } from '../book/page.ts'
import { platformOf, platformOfSteps } from './platform-of.ts'

/** One way to carry out a step. */
export interface Way {
  /** `a`, `b`… */
  key: string
  title: string
  platform?: string
  line: number
  steps: readonly Step[]
}

/**
 * The ways a step offers. Besides those the author marked there are commands one below the other for three or more
 * platforms, which nobody has all at once: `docker-compose ps`, `kubectl get pod`, `systemctl status`. Two platforms are
 * no evidence: images are built with one and deployed with the other. Empty where there is only one way.
 */
export function waysOf(step: Step): readonly Way[] {
  if (step.alternatives && step.alternatives.length > 0) return step.alternatives.map(wayOf)
  const platforms = step.commands.map(platformOf)
  const distinct = new Set(platforms)
  if (step.commands.length < 3 || distinct.has(undefined) || distinct.size < step.commands.length) return []
  return step.commands.map((command, index) => {
    const key = keyOf(index)
    const until = step.commands[index + 1]?.line ?? Number.POSITIVE_INFINITY
    // What is expected of the step as a whole is expected of each way.
    const expectations = step.expectations.filter(
      ({ line }) => (line >= command.line && line < until) || line >= step.commands.at(-1)!.line,
    )
    const single: Step = {
      ...step,
      id: `${step.id}/${key}/1`,
      line: command.line,
      endLine: command.endLine,
      commands: [command],
      language: command.language,
      parameters: step.parameters.filter(({ line }) => line >= command.line && line <= command.endLine),
      expectations,
    }
    return { key, title: platforms[index]!, platform: platforms[index]!, line: command.line, steps: [single] }
  })
}

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
