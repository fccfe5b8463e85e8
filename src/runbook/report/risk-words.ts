/** How the risk of a step is told: a sign and a word, never colour alone. */
import type { Command, Risk, Step } from '../book/page.ts'
import type { Signs, Tone } from './style.ts'

interface RiskWord {
  word: string
  sign: keyof Signs
  tone: Tone
}

const WORDS: Readonly<Record<Risk, RiskWord>> = {
  destructive: { word: 'DESTROYS', sign: 'risky', tone: 'red' },
  changing: { word: 'CHANGES', sign: 'risky', tone: 'yellow' },
  unknown: { word: 'unknown', sign: 'unsure', tone: 'yellow' },
  privileged: { word: 'as root', sign: 'safe', tone: 'yellow' },
  interactive: { word: 'interactive', sign: 'safe', tone: 'blue' },
  'never-ending': { word: 'never ends', sign: 'safe', tone: 'blue' },
  'read-only': { word: 'reads', sign: 'safe', tone: 'green' },
}

/** All risks, the worst first. */
export const WORST_FIRST: readonly Risk[] = [
  'destructive',
  'changing',
  'unknown',
  'privileged',
  'interactive',
  'never-ending',
  'read-only',
]

/** The word for a risk. */
export const riskWord = (risk: Risk): RiskWord => WORDS[risk]

/** The worst of what a step's own commands do; undefined for a step without commands. */
export function worstRisk(step: Pick<Step, 'commands'>): Risk | undefined {
  const met = new Set(step.commands.map(({ risk }) => risk))
  return WORST_FIRST.find((risk) => met.has(risk))
}

/** The worst of everything a step may do, whichever alternative is chosen. */
export function worstPossibleRisk(step: Step): Risk | undefined {
  const inner = (step.alternatives ?? []).flatMap((each) => each.steps.map(worstPossibleRisk))
  const met = new Set([worstRisk(step), ...inner])
  return WORST_FIRST.find((risk) => met.has(risk))
}

/** What an operator must know of a command besides what it does to the world. */
export const traitWords = ({ traits, risk }: Command): string[] =>
  traits.filter((trait) => trait !== risk).map((trait) => WORDS[trait].word)
