import type { Tone } from '../../ui/status.tsx'

/** What a step does to the world, as one word with its tone. */
export interface RiskWord {
  readonly word: string
  readonly tone: Tone
  /** It has to be held, and asks. */
  readonly isChange: boolean
}

const WORDS: Readonly<Record<string, RiskWord>> = {
  'read-only': { word: 'reads', tone: 'quiet', isChange: false },
  changing: { word: 'CHANGES', tone: 'warning', isChange: true },
  destructive: { word: 'DESTROYS', tone: 'bad', isChange: true },
  unknown: { word: 'may change', tone: 'unknown', isChange: true },
  privileged: { word: 'as root', tone: 'warning', isChange: false },
  interactive: { word: 'needs a terminal', tone: 'quiet', isChange: false },
  'never-ending': { word: 'never ends', tone: 'quiet', isChange: false },
}
const WORST = ['destructive', 'changing', 'unknown', 'privileged', 'interactive', 'never-ending', 'read-only']

export const riskWord = (risk: string): RiskWord => WORDS[risk] ?? WORDS.unknown!

/** The worst of some risks; undefined where there is none, as for what a person does. */
export const worstOf = (risks: readonly string[]): string | undefined => WORST.find((risk) => risks.includes(risk))

interface Step {
  readonly commands: readonly { readonly risk: string; readonly effect: string }[]
  readonly alternatives: readonly { readonly steps: readonly Step[] }[]
}

/** The worst that a step may do, whichever way is taken. */
export const riskOf = (step: Step): string | undefined => worstOf(risksOf(step))

const risksOf = ({ commands, alternatives }: Step): readonly string[] => [
  ...commands.flatMap(({ risk, effect }) => [risk, effect]),
  ...alternatives.flatMap(({ steps }) => steps.flatMap(risksOf)),
]
